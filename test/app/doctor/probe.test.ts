/** The contract probe against the paper broker over real HTTP: as known, and with every kind of trouble. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Finding } from '../../../app/doctor/finding.js'
import { contractFindings } from '../../../app/doctor/probe/contract-findings.js'
import { probe } from '../../../app/doctor/probe/probe.js'
import { createAnswerRecorder } from '../../../app/doctor/probe/recorder.js'
import { readSavedAnswers, savedText } from '../../../app/doctor/probe/saved-answers.js'
import { createOandaClient } from '../../../oanda/client/client.js'
import { ENDPOINT_NAMES } from '../../../oanda/contract/endpoints.js'
import { ACCOUNT, client as http, START_MS, startWithPrices, TOKEN } from '../../support/start-broker.js'
import { settleSockets } from '../../support/settle.js'

const PAIRS = ['EUR_USD', 'USD_JPY']
const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** Heartbeats come by the broker's clock, which the test moves; the client's is the machine's. */
const probed = async (faults?: unknown, listenMs = 100_000) => {
  const broker = await startWithPrices(faults === undefined ? {} : { faults })
  open.push(broker.close)
  const order = { type: 'MARKET', instrument: 'EUR_USD', units: '1', timeInForce: 'FOK', positionFill: 'DEFAULT' }
  await http(broker.url)('POST', '/orders', { order: { ...order, stopLossOnFill: { distance: '0.01' } } })
  const url = new URL(broker.url)
  const recorder = createAnswerRecorder()
  const client = createOandaClient({
    target: { environment: 'paper', accountId: ACCOUNT, rest: url, stream: new URL(broker.streamUrl) },
    token: TOKEN,
    // Its limits of connections and its waits are 20 times shorter.
    speed: 20,
    random: () => 0.5,
    attempts: 1,
    onAnswer: recorder.onAnswer,
  })
  open.push(async () => client.close())
  const unanswered = await settleSockets(broker.clock, probe(client, PAIRS, recorder, listenMs))
  return { recorded: recorder.recorded(), unanswered }
}
const lines = (findings: readonly Finding[]) => findings.map(({ state, message }) => `${state} ${message}`)

describe('the contract probe', () => {
  test('every endpoint answers, and the paper broker is as the real one is known', async () => {
    const { recorded, unanswered } = await probed()
    expect(unanswered).toEqual([])
    const seen = new Set(recorded.map(({ endpoint }) => endpoint))
    // Nothing trades while it listens, and it sends no order.
    expect(ENDPOINT_NAMES.filter((name) => !seen.has(name))).toEqual(['transaction line', 'order'])
    expect(lines(contractFindings(recorded, unanswered))).toEqual([expect.stringMatching(/^ok as known: accounts 1, /)])
  })

  test.each<[string, unknown, string, number?]>([
    [
      'an endpoint that is refused',
      { calls: [{ on: 'positions.list', times: 0, fault: { kind: 'status', status: 403 } }] },
      'failed positions: no answer: GET /v3/accounts/101-001-1234567-001/openPositions: HTTP 403',
    ],
    [
      'a page instead of an answer',
      { calls: [{ on: 'candles', times: 0, fault: { kind: 'status', status: 502 } }] },
      'failed candles: no answer: ',
    ],
    [
      'a stream that is refused',
      { calls: [{ on: 'stream.transactions', times: 0, fault: { kind: 'status', status: 401 } }] },
      'failed transaction heartbeat: no answer: HTTP 401',
    ],
    [
      'a stream that is mute',
      { lines: [{ on: 'line.transactions.heartbeat', times: 0, fault: { kind: 'skip' } }] },
      'failed transaction heartbeat: no answer: no heartbeat within 4000 ms',
      4_000,
    ],
    [
      'an answer without what SEP needs',
      {
        calls: [{ on: 'accounts.summary', times: 0, fault: { kind: 'status', status: 400, body: '{"account":{}}' } }],
      },
      'failed summary: no answer: ',
    ],
    [
      'heartbeats without an id',
      { lines: [{ on: 'line.transactions.heartbeat', times: 0, fault: { kind: 'bare' } }] },
      'warning transaction heartbeat: absent lastTransactionID',
    ],
  ])('%s', async (_, faults, expected, listenMs) => {
    const { recorded, unanswered } = await probed(faults, listenMs)
    expect(lines(contractFindings(recorded, unanswered)).join('\n')).toContain(expected)
  })

  test('saved answers hold neither account nor token, and are judged like the answers', async () => {
    const { recorded, unanswered } = await probed({
      lines: [{ on: 'line.transactions.heartbeat', times: 0, fault: { kind: 'bare' } }],
    })
    const saved = { environment: 'practice', accountId: ACCOUNT, token: TOKEN, atMs: START_MS, amounts: false }
    const { name, text } = savedText({ ...saved, recorded })
    expect(name).toBe('oanda-practice-001-2024-03-19.json')
    expect(text).not.toContain('1234567')
    expect(text).not.toContain('100000.0000')
    const { source, answers } = readSavedAnswers(name, text)
    expect(source).toBe('sep doctor, practice, division 001, 2024-03-19')
    const notices = (findings: readonly Finding[]) => lines(findings).filter((line) => line.startsWith('warning'))
    expect(notices(contractFindings(answers, []))).toEqual(
      notices(contractFindings(recorded, unanswered)).map((line) => line.replace(/, \d+ times/, '')),
    )
  })

  test('more differences than a screen holds are counted', () => {
    const more = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`novelty${i}`, 1]))
    const found = lines(
      contractFindings([{ endpoint: 'price heartbeat', document: { type: 'HEARTBEAT', time: '0', ...more } }], []),
    )
    expect(found).toHaveLength(14)
    expect(found.slice(-2)).toEqual([
      'warning price heartbeat: and 8 more: --save DIR keeps them all',
      'ok 20 notices, none of which SEP needs: price heartbeat 1',
    ])
  })
})
