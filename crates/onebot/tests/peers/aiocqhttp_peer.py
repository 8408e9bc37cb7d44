"""An application on aiocqhttp, as its manual writes one."""

import asyncio
import os

from aiocqhttp import CQHttp, Message, MessageSegment
from hypercorn.asyncio import serve
from hypercorn.config import Config

from common import listen, plain, tell

token = os.environ["PEER_TOKEN"]
api_root = os.environ.get("PEER_API") or None
secret = token if api_root else None
bot = CQHttp(api_root=api_root, access_token=token, secret=secret, import_name="peer")


@bot.on_meta_event("lifecycle.connect")
async def connected(event):
    tell({"ready": True})


@bot.on_message("group")
async def message(event):
    said = Message(event.message)
    tell({"event": {
        "what": "message",
        "user": event.user_id,
        "message": event.message_id,
        "text": "".join(str(s["data"]["text"]) for s in said if s["type"] == "text"),
        "at": [str(s["data"]["qq"]) for s in said if s["type"] == "at"],
        "reply": "".join(str(s["data"]["id"]) for s in said if s["type"] == "reply"),
    }})


@bot.on_notice()
async def notice(event):
    tell({"event": {"what": event.detail_type, **plain(dict(event))}})


@bot.on_request("group")
async def request(event):
    tell({"event": {"what": "request", **plain(dict(event))}})


async def carry_out(command):
    if command["do"] == "call":
        return await bot.call_action(command["action"], **command["params"])
    said = Message()
    if command.get("reply"):
        said.append(MessageSegment.reply(int(command["reply"])))
    if command.get("at"):
        said.append(MessageSegment.at(int(command["at"])))
    said.append(MessageSegment.text(command["text"]))
    return await bot.send_group_msg(group_id=command["group"], message=str(said))


async def main():
    listen(asyncio.get_running_loop(), carry_out)
    config = Config()
    config.bind = ["127.0.0.1:" + os.environ["PEER_PORT"]]
    config.accesslog = config.errorlog = None
    await serve(bot.asgi, config, shutdown_trigger=asyncio.Event().wait)


asyncio.run(main())
