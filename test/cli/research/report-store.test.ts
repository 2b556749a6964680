/** `sep report` without --sweep: ranks what a real store holds and writes the winners there. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addReport } from '../../../cli/research/report.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { trialWrites } from '../../../sinks/trials/trial-writes.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { unpack } from '../../../store/pack.js'
import type { Store } from '../../../store/store.js'
import { runCli } from '../../support/run-cli.js'
import { testServer, type TestServer } from '../../support/store-server.js'
import { END_MS, madeRun, PARAMS, type RunFacts } from '../../support/trials/made-run.js'

const DAY = DAY_MS / MINUTE_MS
const exits = (count: number) => Array.from({ length: count }, (_, n) => 100 + n * DAY)
const other = { ...PARAMS, look: 20 }
const RUNS: readonly RunFacts[] = [
  { days: 30, exits: exits(8) },
  { days: 30, exits: exits(12), params: other },
  { days: 30, exits: exits(9), instrument: 'USD_JPY' },
  { days: 30, exits: exits(6), instrument: 'USD_JPY', params: other },
  // Too few trades to win anything.
  { days: 30, exits: exits(4), instrument: 'GBP_USD' },
  // Another span, another end, and a locked part: none can be compared with those above.
  { days: 60, exits: exits(40), params: { ...PARAMS, look: 40 } },
  { days: 30, exits: exits(20), params: { ...PARAMS, look: 50 }, toMs: END_MS - DAY_MS },
  { days: 30, exits: exits(25), params: { ...PARAMS, look: 60 }, part: 'holdout' },
]

let server: TestServer
let store: Store
beforeAll(async () => {
  server = await testServer()
  store = await server.store()
  const written = RUNS.map(madeRun)
  // The one with another end is the oldest.
  for (const [k, { line, trades }] of written.entries())
    await store.write(
      trialWrites(line, trades, { ts: END_MS + (k === 6 ? 0 : 1000 + k), family: 'sep@1', dataHash: 'd' }),
    )
})
afterAll(() => server.end())

const report = async (...argv: readonly string[]) => {
  const { out, err, error } = await runCli(addReport, ['report', ...argv, '--store', server.now().socket])
  if (error) throw error
  return { out, err }
}
const stored = async <K extends 'bestConfig' | 'bestConfigMeta'>(name: K, inst: string) => {
  const [bytes] = await store.values([keyName(KEYS[name], { inst })])
  return bytes ? unpack(KEYS[name] as (typeof KEYS)['bestConfig'], bytes) : null
}

test('winners by instrument and over all, with where they come from, for 14 days; the others are named', async () => {
  const { out, err } = await report('--json')
  expect(err).toMatch(/^sep: 1 runs of 30 days on other windows, data or graphs are left out\n$/)
  const shape = JSON.parse(out) as { verdict: string; configurations: number; n: number; look: number }
  expect(shape).toMatchObject({ verdict: 'undecided', configurations: 2, n: 2, look: 1 })
  // 1 bp a trade: the run with most trades.
  expect(await stored('bestConfig', 'EUR_USD')).toEqual(other)
  expect(await stored('bestConfig', 'USD_JPY')).toEqual(PARAMS)
  expect(await stored('bestConfig', 'GBP_USD')).toBeNull()
  // 8 + 9 + 4 trades of one, 12 + 6 of the other.
  expect(await stored('bestConfig', 'GLOBAL')).toEqual(PARAMS)
  expect(await stored('bestConfigMeta', 'GLOBAL')).toMatchObject({ days: 30, trades: 21 })
  expect(await stored('bestConfigMeta', 'EUR_USD')).toMatchObject({
    trades: 12,
    summary: { pnl_total: 12, win_rate: 1 },
  })
  const latest = await store.values([keyName(KEYS.latestReport, {})])
  const document = unpack(KEYS.latestReport, latest[0]!)
  expect(document).toMatchObject({ days: 30, runs: 5, winners: { EUR_USD: other, USD_JPY: PARAMS } })
  expect(document.markdown).toMatch(/^# SEP sweep of stored runs, 30 days\n/)
  for (const key of [KEYS.bestConfig, KEYS.bestConfigMeta, KEYS.latestReport]) expect(key.ttlMs).toBe(14 * DAY_MS)
})

test('the ledger of the store counts what was tried, and the look; other instruments and objectives rank alike', async () => {
  const again = JSON.parse((await report('--json', '--objective', 'calmar')).out) as { n: number; look: number }
  expect(again).toMatchObject({ n: 2, look: 1 })
})

test('a span without runs is one line', async () => {
  await expect(report('--days', '14')).rejects.toThrow(/^the store has no run of 14 days; `sep trials` with persist/)
})
