// An application on koishi with its OneBot adapter. Lines in and out as in common.py.
'use strict'

const readline = require('readline')
const { Context, h, Logger, Universal } = require('koishi')
const http = require('@koishijs/plugin-http')
const onebot = require('koishi-plugin-adapter-onebot')

Logger.levels.base = 0
const tell = (line) => process.stdout.write(JSON.stringify(line) + '\n')
const app = new Context({})
app.plugin(http.default || http)
app.plugin(onebot.default || onebot, {
  selfId: process.env.PEER_SELF,
  token: process.env.PEER_TOKEN,
  protocol: 'ws',
  endpoint: process.env.PEER_WS,
  responseTimeout: 5000,
})

const bot = () => app.bots.find((one) => one.platform === 'onebot')

app.on('bot-status-updated', (one) => {
  if (one.status === Universal.Status.ONLINE) tell({ ready: true })
})

app.on('message', (session) => {
  const elements = session.elements || []
  tell({ event: {
    what: 'message',
    user: Number(session.userId),
    message: Number(session.messageId),
    text: h.select(elements, 'text').map((one) => one.attrs.content).join(''),
    at: h.select(elements, 'at').map((one) => String(one.attrs.id || one.attrs.type)),
    reply: session.quote ? String(session.quote.id || session.quote.messageId) : '',
  } })
})

const notices = {
  'message-deleted': (s) => ({ what: 'group_recall', message_id: Number(s.messageId) }),
  'guild-member-added': (s) => ({ what: 'group_increase', user_id: Number(s.userId) }),
  'guild-member-removed': (s) => ({ what: 'group_decrease', user_id: Number(s.userId) }),
  'guild-member-deleted': (s) => ({ what: 'group_decrease', user_id: Number(s.userId) }),
  'guild-member-request': (s) => ({
    what: 'request', user_id: Number(s.userId), flag: s.messageId, comment: s.content,
  }),
}
app.on('internal/session', (session) => {
  const read = notices[session.type]
  if (read) return tell({ event: read(session) })
  if (session.type === 'guild-member' && session.subtype === 'ban') {
    tell({ event: { what: 'group_ban', user_id: Number(session.userId) } })
  }
  if (session.type === 'guild-member' && session.subtype === 'nickname') {
    tell({ event: { what: 'group_card', user_id: Number(session.userId) } })
  }
})

async function carryOut(command) {
  if (command.do === 'say') {
    const said = []
    if (command.reply) said.push(h('quote', { id: String(command.reply) }))
    if (command.at) said.push(h.at(String(command.at)))
    said.push(h.text(command.text))
    const [id] = await bot().sendMessage(String(command.group), said)
    return { message_id: Number(id) }
  }
  const method = command.action.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
  const p = command.params
  const order = {
    set_group_ban: [p.group_id, p.user_id, p.duration],
    set_group_card: [p.group_id, p.user_id, p.card],
    set_group_kick: [p.group_id, p.user_id, p.reject_add_request],
    set_group_add_request: [p.flag, 'add', p.approve, ''],
    set_group_whole_ban: [p.group_id, p.enable],
    delete_msg: [p.message_id],
    get_group_member_info: [p.group_id, p.user_id, true],
    get_group_list: [],
  }[command.action]
  return bot().internal[method](...order)
}

readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  const command = JSON.parse(line)
  try {
    tell({ answer: command.id, data: (await carryOut(command)) ?? null })
  } catch (error) {
    tell({ answer: command.id, error: String(error && error.message) })
  }
}).on('close', () => process.exit(0))

app.start()
