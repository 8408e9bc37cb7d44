"""What both Python peers share: one JSON object a line, in and out.

In: {"id", "do": "call", "action", "params"} or {"id", "do": "say", "group", "text", "at",
"reply"}. Out: {"ready"}, {"event"}, {"answer": id, "data"} or {"answer": id, "error"}.
"""

import asyncio
import json
import sys
import threading


def tell(line):
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def plain(value):
    """Whatever a library answers, as JSON can have it."""
    return json.loads(json.dumps(value, default=str))


def listen(loop, carry_out):
    """Reads commands until the input ends, and then ends the program."""

    async def one(command):
        try:
            data = await carry_out(command)
            tell({"answer": command["id"], "data": plain(data)})
        except Exception as error:  # what the library says is what the test wants to see
            tell({"answer": command["id"], "error": repr(error)})

    def read():
        for line in sys.stdin:
            asyncio.run_coroutine_threadsafe(one(json.loads(line)), loop)
        import os

        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
