/** Conditions that come and go with what the store and the account show: each is one alarm with an end. */
import { expect, test } from 'vitest'
import { storeHealth } from '../../../../app/live/monitoring/health.js'
import { unreadableWatch } from '../../../../app/live/monitoring/unreadable.js'
import { SepError } from '../../../../model/error-codes.js'
import { ALL_READABLE, historySum } from '../../../../model/unreadable-items.js'
import { alarmLog } from '../../../../sinks/alarms/alarm-log.js'
import { conditionReports } from '../../../../sinks/alarms/condition-reports.js'
import { foreignTrades } from '../../../../sinks/alarms/foreign-trades.js'
import { testClock } from '../../../support/test-clock.js'

const open = () => {
  const clock = testClock(0)
  const lines: string[] = []
  const alarms = alarmLog(clock, (line, level = 'info') => lines.push(`${level} ${line}`))
  void alarms.run(new AbortController().signal)
  const pass = async (seconds: number, look: () => void = () => {}): Promise<void> => {
    for (let n = 0; n < seconds; n++) {
      look()
      await clock.advance(1000)
    }
  }
  return { clock, alarms, lines, pass }
}

test.each<[string, string, readonly string[]]>([
  [
    'durability: the server no longer keeps what it confirms',
    'appendfsync is everysec',
    [
      'error ALARM durability the store may lose what it has confirmed: appendfsync is everysec',
      'info alarm over: durability',
    ],
  ],
  [
    'store: it is away, whatever it kept before',
    'down',
    ['error ALARM store the store does not answer: ECONNREFUSED', 'info alarm over: store'],
  ],
])('%s', async (_, fault, expected) => {
  const { clock, alarms, lines, pass } = open()
  const state = { answer: 'ok' }
  const durability = async () => {
    if (state.answer === 'down') throw new SepError('store-unavailable', 'ECONNREFUSED')
    return { durable: state.answer === 'ok', reason: state.answer }
  }
  const health = storeHealth({ kind: 'valkey', durability }, clock)
  void health.run(new AbortController().signal)
  const report = conditionReports(alarms)
  const look = (): void => {
    for (const [code, text] of health.conditions()) report(code, text)
  }
  await pass(3, look)
  state.answer = fault
  await pass(10, look)
  state.answer = 'ok'
  await pass(10, look)
  expect(lines.map((line) => line.replace(/ after .*/, ''))).toEqual(expected)
})

test('history: the broker shows another one; the account itself can be read', async () => {
  const { alarms, lines, pass } = open()
  const reasons: (string | null)[] = []
  const take = unreadableWatch({ set: (_code, text) => void reasons.push(text) }, alarms)
  take({ ...ALL_READABLE, unreadableSums: [historySum('ends at 7, ours at 9')] })
  await pass(8)
  take(ALL_READABLE)
  await pass(8)
  expect(reasons).toEqual(["cannot be read: the account's history: ends at 7, ours at 9 (history-differs)", null])
  expect(lines.map((line) => line.replace(/ after .*/, ''))).toEqual([
    "error ALARM history the broker's history of the account does not continue ours: ends at 7, ours at 9 (history-differs)",
    'info alarm over: history',
  ])
})

test('foreign: trades of others stand until they are closed', async () => {
  const { alarms, lines, pass } = open()
  const trades = new Map<number, { own: boolean; id: number; instrument: string }>([
    [7, { own: true, id: 7, instrument: 'EUR_USD' }],
  ])
  const runner = { state: () => ({ view: { trades } }) } as never
  const report = conditionReports(alarms)
  const look = () => report('foreign', foreignTrades(runner))
  await pass(8, look)
  trades.set(9, { own: false, id: 9, instrument: 'USD_JPY' })
  await pass(8, look)
  trades.delete(9)
  await pass(8, look)
  expect(lines.map((line) => line.replace(/ after .*/, ''))).toEqual([
    "warn ALARM foreign trades that are not SEP's freeze new risk in their instruments: 9 (USD_JPY)",
    'info alarm over: foreign',
  ])
})
