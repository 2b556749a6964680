import type { HelpNote, HelpNotes } from './help-note.js'

const LIVE = 'docs/live.md'
const PAPER = '--env paper --account 101-001-1000001-001'
const TOKEN = '--token-file token.txt'
const URLS = '--rest-url http://127.0.0.1:8100 --stream-url http://127.0.0.1:8101'
const WAITS: HelpNote['exits'] = [
  [0, 'done'],
  [1, 'no pipeline took it'],
  [3, 'taken but not done: what is open is named'],
]

const TRADING: HelpNotes = {
  broker: {
    examples: [
      [`broker ${TOKEN} --speed 60`, 'the v20 interface on ports 8100 and 8101, with a synthetic market'],
      [`broker ${TOKEN} --data market --memory`, 'your candles as the market; keeps nothing'],
    ],
    see: ['live', 'docs/paper-trading.md'],
  },
  api: {
    examples: [
      [`api --store redis://localhost --account 101-001-1000001-001 --port 8080`, 'the page, from the store alone'],
    ],
    see: ['token', 'ws', 'docs/surface.md'],
  },
  ws: {
    examples: [
      ['ws --origin http://localhost:8080 --store redis://localhost --account 101-001-1000001-001', 'the relay alone'],
    ],
    see: ['api', 'docs/surface.md'],
  },
  live: {
    examples: [
      [`live ${PAPER} ${TOKEN} --speed 60 ${URLS}`, 'against sep broker'],
      [`live --env practice --account 101-004-1234567-001 ${TOKEN} --profile conservative`, 'a practice account'],
      [`live ${PAPER} ${TOKEN} ${URLS} --store redis://localhost --nodes candle..guards`, 'a part; the rest elsewhere'],
    ],
    see: ['arm', 'flatten', 'doctor', 'replay', LIVE, 'docs/runbook.md'],
  },
  evaluate: {
    examples: [[`evaluate ${PAPER} --store redis://localhost`, 'the part shadow..gates']],
    see: ['live', 'allocate', LIVE],
  },
  allocate: {
    examples: [[`allocate ${PAPER} --store redis://localhost`, 'the part allocate']],
    see: ['live', 'evaluate', LIVE],
  },
  arm: {
    examples: [
      [`arm ${PAPER}`, 'kill switch off, mode trading'],
      [`arm --off ${PAPER}`, 'kill switch ON: no new risk'],
      ['arm --off --global --confirm ALL', 'for every account of the store'],
    ],
    exits: WAITS,
    see: ['flatten', 'lock', 'docs/runbook.md'],
  },
  flatten: {
    examples: [
      [`flatten --all ${PAPER}`, 'closes what SEP holds, and pauses'],
      [`flatten --pair EUR_USD ${PAPER}`, 'one instrument'],
    ],
    exits: WAITS,
    see: ['arm', 'drain', 'docs/runbook.md'],
  },
  lock: {
    examples: [[`lock --pair EUR_USD --minutes 30 ${PAPER}`, 'no increases of the pair for half an hour']],
    exits: WAITS,
    see: ['unlock', 'arm'],
  },
  unlock: { examples: [[`unlock --pair EUR_USD ${PAPER}`, 'lifts the lock']], exits: WAITS, see: ['lock'] },
  drain: {
    examples: [[`drain --dry-run ${PAPER} ${TOKEN} ${URLS}`, 'what would be closed to fit the budget']],
    exits: [[3, 'something of the account cannot be read: it is named']],
    see: ['flatten', 'docs/runbook.md'],
  },
}

const STORES: HelpNotes = {
  fetch: {
    examples: [[`fetch --once ${PAPER} ${TOKEN} ${URLS}`, 'the candles that the store lacks']],
    see: ['data fetch', 'warmup', LIVE],
  },
  prime: { examples: [[`prime ${PAPER}`, 'signals, gates and weights of past days']], see: ['warmup', LIVE] },
  hydrate: { examples: [[`hydrate --keep ${PAPER}`, 'keeps the newest documents current']], see: ['warmup', LIVE] },
  warmup: {
    examples: [[`warmup ${PAPER} ${TOKEN} ${URLS}`, 'fetch, prime and hydrate, before a first start']],
    see: ['fetch', 'prime', 'hydrate', LIVE],
  },
  notify: { examples: [['notify test --notify channels.yaml', 'a test message over each channel']], see: ['live'] },
  'notify test': {
    examples: [
      ['notify test --notify channels.yaml', 'over each channel'],
      ['notify test --notify channels.yaml --channel phone', 'over one, with the answer of its service'],
    ],
    exits: [[1, 'a channel did not take it']],
    see: ['live', 'docs/runbook.md'],
  },
  token: { examples: [['token list --token-file tokens', 'names, scopes and ages']], see: ['docs/surface.md'] },
  'token new': {
    examples: [['token new grafana --scope read --token-file tokens', 'prints the secret, once']],
    see: ['token revoke', 'docs/surface.md'],
  },
  'token list': { examples: [['token list --token-file tokens', 'all that are valid']], see: ['token new'] },
  'token revoke': {
    examples: [['token revoke grafana --token-file tokens', 'running processes obey within 2 s']],
    see: ['token list'],
  },
  'token link': {
    examples: [['token link --token-file tokens --url http://localhost:8000', 'logs a browser in, once']],
    see: ['token new', 'docs/surface.md'],
  },
  store: { examples: [['store list', 'the stores of this user']], see: ['store check', 'docs/runbook.md'] },
  'store new-history': {
    examples: [[`store new-history ${PAPER}`, "goes on where the broker's history is another one"]],
    see: ['doctor', 'docs/error-codes.md'],
  },
  'store check': {
    examples: [[`store check ${PAPER}`, 'every stream, with its first fault']],
    exits: [[1, 'a stream is damaged']],
    see: ['store set-aside', 'replay', 'docs/error-codes.md'],
  },
  'store set-aside': {
    examples: [[`store set-aside decision ${PAPER}`, 'the next start goes on without it; a copy stays']],
    see: ['store check', 'docs/error-codes.md'],
  },
  'store backup': {
    examples: [
      [`store backup /mnt/backups ${PAPER}`, 'a file named for the time'],
      ['store backup sep.rdb --store redis://localhost', 'of a server'],
    ],
    see: ['store restore', 'store check', 'docs/deployment.md'],
  },
  'store restore': {
    examples: [['store restore sep.rdb --env paper --account 101-001-1000001-001', 'where every command finds it']],
    see: ['store backup', 'replay', 'docs/deployment.md'],
  },
  'store list': { examples: [['store list --json', 'for a program']], see: ['store move'] },
  'store move': {
    examples: [['store move --env paper --account 101-001-1000001-001', 'from .cache/store of this folder']],
    see: ['store list'],
  },
  snapshot: {
    examples: [[`snapshot ${PAPER}`, 'what a restart would resume from']],
    see: ['replay', 'store check'],
  },
}

export const LIVE_NOTES: HelpNotes = { ...TRADING, ...STORES }
