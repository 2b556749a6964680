/** After a change of settings: which nodes are warmed up again, to what state, and that the others keep theirs. */
import { describe, expect, test } from 'vitest'
import { changedNodes } from '../../../../app/live/market/changed-nodes.js'
import { marketNodes, rewarmed } from '../../../../app/live/market/warmup.js'
import type { Settings } from '../../../../app/config/settings.js'
import { bind } from '../../../../graph/engine/define/operator.js'
import { compile } from '../../../../graph/engine/run/compile.js'
import { sep } from '../../../../graph/sep.js'
import { MINUTE_MS } from '../../../../lib/time-units.js'
import { brokerSlot } from '../../../../model/broker-slot.js'
import { createWorld } from '../../../../model/world.js'
import type { CandleSeries } from '../../../../model/candle-series.js'
import { KERNEL_VERSION } from '../../../../native-rs/index.js'
import { liveBroker } from '../../../../operators/live-broker.js'
import { loadInstruments } from '../../../../sources/instruments.js'
import { randomMarket } from '../../../support/random-market.js'
import { eager, runSep } from '../../../support/sep-run.js'

const market = randomMarket({ seed: 5, minutes: 700, missingPerMille: 50 })
const world = createWorld(loadInstruments(market.map(({ instrument }) => instrument)), 'USD')
const { signal } = new AbortController()
const DOWNSTREAM_OF_DIRECTION = ['direction', 'shadow', 'gates', 'allocate']

/** The first `minutes` of the market. */
const until = (minutes: number): readonly CandleSeries[] => {
  const endMs = Math.min(...market.map(({ tMs }) => tMs[0]!)) + minutes * MINUTE_MS
  return market.map((series) => {
    const to = series.tMs.filter((openMs) => openMs < endMs).length
    const cut = Object.entries(series).map(([name, value]) => [
      name,
      value instanceof Float64Array ? value.slice(0, to) : value,
    ])
    return { ...series, ...Object.fromEntries(cut) }
  })
}
const stateAfter = (series: readonly CandleSeries[], settings: Settings) =>
  runSep(series, { settings }).compiled.snapshot()
const nodeOf = (snapshot: ReturnType<typeof stateAfter>, id: string) => snapshot.nodes.find((node) => node.id === id)

describe('nodes whose settings, or those of a node upstream, have changed', () => {
  const before = stateAfter(until(60), eager())

  test.each<readonly [setting: string, nodes: readonly string[]]>([
    ['direction.atrN=10', DOWNSTREAM_OF_DIRECTION],
    ['direction.thrBps=0.6', DOWNSTREAM_OF_DIRECTION],
    ['guards.maxHazard=0.9', ['guards', 'shadow', 'gates', 'allocate']],
    ['gates.minTrades=12', ['gates', 'allocate']],
    ['risk.maxDailyLossPct=2', []],
  ])('%s', (setting, nodes) => {
    expect(changedNodes(sep(eager(setting)), before)).toEqual(nodes)
  })

  test('none, where nothing has changed; all, where nothing is known', () => {
    expect(changedNodes(sep(eager()), before)).toEqual([])
    const graph = sep(eager())
    expect(changedNodes(graph, { ...before, nodes: [] })).toEqual(marketNodes(graph))
  })

  test('another kind of a node counts as changed', () => {
    const nodes = before.nodes.map((node) => (node.id === 'qfh' ? { ...node, kind: 'qfh@0' } : node))
    expect(changedNodes(sep(eager()), { ...before, nodes })).toEqual([
      'qfh',
      'direction',
      'guards',
      'shadow',
      'gates',
      'allocate',
    ])
  })
})

describe('warmed up again', () => {
  const settings = eager('direction.atrN=10')
  const graph = sep(settings)
  const bindings = [bind(brokerSlot, liveBroker, { capital: 100_000 })]
  const inputs = { graph, world, bindings, kernelVersion: KERNEL_VERSION, signal }

  test('they are as after a run with the new settings over the same candles; the others keep every byte', async () => {
    const before = stateAfter(until(500), eager())
    const changed = changedNodes(graph, before)
    // The broker's history goes on after the state: what the journal has is not seen twice.
    const now = await rewarmed(before, changed, { ...inputs, series: market })
    const always = stateAfter(until(500), settings)
    for (const id of changed) expect(nodeOf(now, id)).toEqual(nodeOf(always, id))
    for (const node of before.nodes) if (!changed.includes(node.id)) expect(nodeOf(now, node.id)).toBe(node)
    expect([now.seq, now.tsMs, now.carries]).toEqual([before.seq, before.tsMs, before.carries])
  })

  test('without history they start cold, and nothing of their old state is left', async () => {
    const before = stateAfter(until(100), eager())
    const changed = changedNodes(graph, before)
    const now = await rewarmed(before, changed, { ...inputs, series: [] })
    expect(now.nodes.some(({ id }) => changed.includes(id))).toBe(false)
    const nodes = now.nodes.filter(({ id }) => id !== 'broker')
    const options = { bindings, kernelVersion: KERNEL_VERSION, snapshot: { ...now, nodes }, resetNodes: ['broker'] }
    expect(compile(graph, world, options).cold).toEqual([...changed, 'broker'])
  })

  test('a stop during the history leaves no state behind', async () => {
    const before = stateAfter(until(60), eager())
    const over = new AbortController()
    over.abort(new Error('stopped'))
    const warming = rewarmed(before, ['direction'], { ...inputs, series: market, signal: over.signal })
    await expect(warming).rejects.toThrow('stopped')
  })
})
