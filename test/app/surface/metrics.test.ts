/** The answer to a scrape of a process that shows an account. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { METRICS } from '../../../api/metrics/metric-list.js'
import { metricsPage } from '../../../api/metrics/metrics-page.js'
import { modelSources } from '../../../api/metrics/model-sources.js'
import type { Model } from '../../../api/model/model.js'
import { ApiError } from '../../../api/routes/api-error.js'
import { sepProgram } from '../../../app/config/graph-program.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { seriesOf, valueOf } from '../../support/metrics/series.js'
import { promtool } from '../../support/metrics/promtool.js'
import { EAGER } from '../../support/sep-run.js'
import { testClock } from '../../support/test-clock.js'
import { type DemoRun, runDemo } from './run-demo.js'

const PAIRS = ['EUR_USD', 'GBP_USD', 'USD_JPY']
const BUILD = { sep: '1.2.3', node: '24.0.0', kernel: '4' }
const scrapeOf = (model: Model) =>
  metricsPage(
    modelSources(model, BUILD, () => RELAY),
    testClock(0),
  ).text()
const RELAY = { clients: 2, published: 30, sent: 50, tooSlow: 1 }

let run: DemoRun
let text: string
beforeAll(async () => {
  run = await runDemo(sepProgram(resolveSettings({ profile: 'demo', set: [...EAGER, `run.pairs=${PAIRS.join(',')}`] })))
  await run.pass(600, () => run.demo.model.frames.trades().length > 2 && run.demo.model.frames.positions().length > 0)
  text = await scrapeOf(run.demo.model)
})
afterAll(() => run.end())

test('promtool has nothing to say about it', () => {
  expect(promtool(['check', 'metrics'], text)).toEqual({ code: 0, text: '' })
})

test('every metric of SEP is in the list, with its labels and its type', () => {
  const typeOf = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]))
  for (const { name, labels } of seriesOf(text).filter((one) => one.name.startsWith('sep_'))) {
    const known = METRICS[name as keyof typeof METRICS]
    expect([name, Object.keys(labels).toSorted()]).toEqual([name, [...(known?.labels ?? [])].toSorted()])
    expect([name, typeOf.get(name)]).toEqual([name, known.type])
  }
})

test('the list holds no metric of an account that a running demo lacks', () => {
  const present = new Set(seriesOf(text).map(({ name }) => name))
  const wanted = Object.entries(METRICS).filter(([, { home }]) => ['all', 'account', 'stages'].includes(home))
  // What stands for something that is wrong.
  const absent = ['sep_ready_reason', 'sep_order_refused_total']
  expect(wanted.map(([name]) => name).filter((name) => !present.has(name) && !absent.includes(name))).toEqual([])
})

test('exactly one series an instrument', () => {
  for (const [name, { labels }] of Object.entries(METRICS)) {
    if (labels.length !== 1 || labels[0] !== 'instrument') continue
    const found = seriesOf(text).filter((one) => one.name === name)
    if (found.length > 0) expect([name, found.map((one) => one.labels['instrument'])]).toEqual([name, PAIRS])
  }
})

test('the figures are those that the interface shows', () => {
  const { frames } = run.demo.model
  const account = frames.account()
  expect(valueOf(text, 'sep_nav')).toBe(account.nav)
  expect(valueOf(text, 'sep_margin_used_ratio')).toBeCloseTo(
    account.marginUsed! / (account.marginUsed! + account.marginAvailable!),
    12,
  )
  expect(valueOf(text, 'sep_slice_timestamp_seconds')).toBe(frames.tsMs()! / 1000)
  const closed = seriesOf(text).filter(({ name }) => name === 'sep_order_trades_total')
  expect(closed.reduce((sum, { value }) => sum + value, 0)).toBe(account.trades)
  for (const { instrument, state, weight } of frames.gates()) {
    expect(valueOf(text, 'sep_rolling_gate', { instrument })).toBe(Number(state === 'on'))
    expect(valueOf(text, 'sep_allocator_cooldown', { instrument })).toBe(Number(state === 'cooldown'))
    expect(valueOf(text, 'sep_allocator_selected', { instrument })).toBe(Number(weight > 0))
    expect(valueOf(text, 'sep_rolling_gate_buffer', { instrument })).toBeGreaterThanOrEqual(0)
    const checks = valueOf(text, 'sep_guard_checks_total', { instrument })!
    const passes = valueOf(text, 'sep_guard_pass_total', { instrument, guard: 'coherence' })!
    expect([checks > 0, passes >= 0, passes <= checks]).toEqual([true, true, true])
  }
  expect(valueOf(text, 'sep_relay_clients')).toBe(2)
  expect(text).toContain(`sep_build_info{version="1.2.3",node="24.0.0",kernel="4",graph_hash="${frames.graphHash}"} 1`)
})

test('what is not known has no series: no 0, and nothing of the scrape before', async () => {
  const { model } = run.demo
  const page = metricsPage(
    modelSources(waking(model), BUILD, () => RELAY),
    testClock(0),
  )
  expect(valueOf(await page.text(), 'sep_nav')).toBe(model.frames.account().nav)
  const warming = await page.text()
  expect(seriesOf(warming).filter(({ name }) => /^sep_(nav|rolling|allocator|slice_time)/.test(name))).toEqual([])
  expect(valueOf(warming, 'sep_metrics_source_ok', { source: 'slices' })).toBe(0)
  expect(valueOf(warming, 'sep_metrics_source_ok', { source: 'pipeline' })).toBe(1)
  expect(promtool(['check', 'metrics'], warming)).toEqual({ code: 0, text: '' })
})

/** Its frames are there for one scrape alone. */
const waking = (model: Model): Model => {
  const asked = { times: 0 }
  return {
    ...model,
    get frames() {
      // The source asks twice.
      if (asked.times++ >= 2) throw new ApiError('warming', 'catching up')
      return model.frames
    },
  }
}
