"""An application on nonebot2 with its OneBot v11 adapter, as its manual writes one."""

import asyncio
import os

import nonebot
from nonebot import on_message, on_notice, on_request
from nonebot.adapters.onebot.v11 import Adapter, Bot, GroupMessageEvent, Message, MessageSegment

from common import listen, plain, tell

nonebot.init(
    driver="~fastapi",
    host="127.0.0.1",
    port=int(os.environ["PEER_PORT"]),
    onebot_access_token=os.environ["PEER_TOKEN"],
    log_level="ERROR",
    nickname=set(),
)
driver = nonebot.get_driver()
driver.register_adapter(Adapter)
bots = []


@driver.on_startup
async def started():
    listen(asyncio.get_running_loop(), carry_out)


@driver.on_bot_connect
async def connected(bot: Bot):
    bots.append(bot)
    tell({"ready": True})


@on_message(block=False).handle()
async def message(event: GroupMessageEvent):
    said = event.original_message
    tell({"event": {
        "what": "message",
        "user": event.user_id,
        "message": event.message_id,
        "text": said.extract_plain_text(),
        "at": [str(s.data["qq"]) for s in said if s.type == "at"],
        "reply": "".join(str(s.data["id"]) for s in said if s.type == "reply"),
    }})


def told(event):
    return plain(event.model_dump())


async def notice(event: nonebot.adapters.Event):
    # Honours and pokes stand below the notice, each with a type of its own.
    tell({"event": {"what": event.notice_type, **told(event)}})


async def request(event: nonebot.adapters.Event):
    tell({"event": {"what": "request", **told(event)}})


on_notice(handlers=[notice], block=False)
on_request(handlers=[request], block=False)


async def carry_out(command):
    bot = bots[-1]
    if command["do"] == "call":
        return await bot.call_api(command["action"], **command["params"])
    said = Message()
    if command.get("reply"):
        said += MessageSegment.reply(int(command["reply"]))
    if command.get("at"):
        said += MessageSegment.at(int(command["at"]))
    said += MessageSegment.text(command["text"])
    return await bot.send_group_msg(group_id=command["group"], message=said)


nonebot.run()
