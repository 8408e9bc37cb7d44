"""Takes signed calls and checks them with the library of the scheme's authors."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks.webhooks import Webhook

from common import tell

webhook = Webhook(os.environ["PEER_SECRET"])


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            webhook.verify(body, dict(self.headers))
            tell({"event": json.loads(body)})
            self.send_response(204)
        except Exception as error:  # what the library says is what the test wants to see
            tell({"error": repr(error)})
            self.send_response(401)
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", int(os.environ["PEER_PORT"])), Receiver)
tell({"ready": True})
server.serve_forever()
