/** A user's graph live: only behind SEP's risk guards; absent nodes are named; its journal is its own. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sepSettingsOf } from '../../../app/config/graph-parts.js'
import type { GraphProgram, RunSettings } from '../../../app/config/graph-program.js'
import { resolveSettings, type Settings } from '../../../app/config/settings.js'
import { checkLiveGraph, liveGraph } from '../../../app/live/graph.js'
import { paceOf } from '../../../app/live/time-scaling.js'
import { defineGraph, type Graph } from '../../../graph/engine/define/define.js'
import { sep } from '../../../graph/sep.js'
import { smaFlipGraph } from '../../../graph/sma-flip.js'
import { schemas } from '../../../model/columns.js'
import type { World } from '../../../model/world.js'
import { orderKeys } from '../../../sinks/execution/order-records.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { replayJournal } from '../../../streams/journal/replay.js'
import { EAGER } from '../../support/sep-run.js'
import { until } from '../../support/until.js'
import { ACCOUNT, type Lives, openLives, running, WAIT_MS } from '../../support/live/live-lives.js'

/** SEP under a name of its own, without node performance. */
const ownGraph = (settings: RunSettings): Graph<World> => {
  const whole = sep(settings as Settings)
  return {
    name: 'own',
    nodes: whole.nodes.filter(({ id }) => id !== 'performance'),
    sinks: whole.sinks.filter(({ node }) => node !== 'performance'),
  }
}
const settings = resolveSettings({ set: EAGER, flags: { 'run.pairs': 'EUR_USD,GBP_USD' } })
const program = (digit: string): GraphProgram => ({
  graph: ownGraph(settings),
  settings,
  build: ownGraph,
  sep: null,
  file: { path: 'own.mjs', sha256: digit.repeat(64) },
  profile: null,
})

describe('a life of it', () => {
  let lives: Lives
  beforeAll(async () => {
    lives = await openLives({ hedging: false })
    await lives.tell({ kind: 'mode', paused: false })
    await lives.tell({ kind: 'kill', on: false, flatten: false })
  })
  afterEach(() => lives.endLives())
  afterAll(() => lives.close())

  test('it trades, reports what is off, goes on after a restart, and replays; another file is refused', async () => {
    const own = program('a')
    const first = await lives.start(undefined, { own })
    await running(first)
    await until('a trade', WAIT_MS, async () => (await lives.openTrades()) > 0, first.text)
    expect(first.text().match(/lacks nodes of SEP; off: .*/g)).toEqual([
      'lacks nodes of SEP; off: the alarm about the shadow (performance)',
    ])
    await first.end()

    const second = await lives.start(undefined, { own })
    await running(second)
    expect(second.text()).toContain('slices of the journal replayed')
    const slices = () => lives.store.length(journalKeys(ACCOUNT).slice)
    const before = await slices()
    await until('five more slices', WAIT_MS, async () => (await slices()) >= before + 5, second.text)
    await second.end()

    for (const [other, text] of [
      [{ own: program('b') }, 'not with graph file own.mjs (sha256 bbbbbbbbbbbb)'],
      [{}, 'not with a graph of sep itself'],
    ] as const) {
      const third = await lives.start(undefined, other)
      await expect(third.ended).rejects.toThrow(text)
      await expect(lives.endLives()).rejects.toThrow(text)
      // The next start need not wait until the leases of this one expire.
      expect(third.text()).not.toContain('another instance holds the lease')
      for (const key of [orderKeys(ACCOUNT).lease, journalKeys(ACCOUNT).slicerLease]) {
        const lease = await lives.store.acquireLease(key, 'next', 1000)
        expect(lease, key).not.toBeNull()
        await lives.store.releaseLease(lease!)
      }
    }
    const replayed = await replayJournal({
      store: lives.store,
      account: ACCOUNT,
      fromMs: 0,
      toMs: 4e12,
      graphOf: (name, config, file) => {
        expect([name, file]).toEqual(['own', own.file])
        return ownGraph(config as RunSettings)
      },
    })
    expect(replayed).toMatchObject({ differing: 0, first: null })
    expect(replayed.equal).toBeGreaterThan(3)
  })
})

describe('what may trade live', () => {
  const own = ownGraph(settings)
  /** The same graph with one port wired to another node. */
  const rewired = (id: string, port: string, node: string): Graph<World> => ({
    ...own,
    nodes: own.nodes.map((each) =>
      each.id === id ? { ...each, wires: { ...each.wires, [port]: { ...each.wires[port]!, node } } } : each,
    ),
  })
  const renamed: Graph<World> = {
    ...own,
    nodes: own.nodes.map((each) => (each.id === 'risk' ? { ...each, kind: 'mine@1' } : each)),
  }

  /** The same graph with an operator of the user's own where SEP has a source or the broker's slot. */
  const forged = (id: string): Graph<World> => ({
    ...own,
    nodes: own.nodes.map((each) => (each.id === id ? { ...each, role: 'node', kind: 'mine@1' } : each)),
  })
  const narrow: Graph<World> = {
    ...own,
    nodes: own.nodes.map((each) => (each.id === 'control' ? { ...each, schema: {} } : each)),
  }
  const delayed: Graph<World> = {
    ...own,
    nodes: own.nodes.map((each) =>
      each.id === 'risk'
        ? { ...each, wires: { ...each.wires, control: { ...each.wires['control']!, delay: 1 } } }
        : each,
    ),
  }
  const sourced: Graph<World> = {
    ...own,
    nodes: own.nodes.map((each) => (each.id === 'risk' ? { ...each, role: 'source' } : each)),
  }

  test('SEP, and a graph with its guards', () => {
    expect(checkLiveGraph(sep(settings)).name).toBe('sep')
    expect(checkLiveGraph(own).name).toBe('own')
  })

  test.each<readonly [string, Graph<World>, string]>([
    ['no broker', defineGraph<World>('own', (g) => g.source('candle', schemas.candle)), 'it has no broker'],
    ['no guards', smaFlipGraph(), "its node risk is not SEP's riskGuards"],
    ['guards by name only', renamed, "its node risk is not SEP's riskGuards"],
    ['guards that are a source', sourced, "its node risk is not SEP's riskGuards"],
    ...['candle', 'quote', 'control', 'execution'].map(
      (id) => [`a forged ${id}`, forged(id), `its node ${id} is not SEP's source ${id}`] as const,
    ),
    ['a forged broker', forged('broker'), "its node broker is not SEP's slot broker"],
    ['a control of other columns', narrow, "its node control is not SEP's source control"],
    ['switches of the slice before', delayed, 'port control of node risk must be wired to control'],
    [
      'fills of its own',
      rewired('broker', 'execution', 'candle'),
      'port execution of node broker must be wired to execution',
    ],
    [
      'orders around the guards',
      rewired('broker', 'order', 'orders'),
      'orders reach the broker around node risk: from ',
    ],
    ['an account of its own', rewired('risk', 'account', 'size'), 'port account of node risk must be wired to broker'],
    ['quotes of its own', rewired('risk', 'quote', 'candle'), 'port quote of node risk must be wired to quote'],
    [
      'a switch of its own',
      rewired('risk', 'control', 'session'),
      'port control of node risk must be wired to control',
    ],
  ])('not %s', (_, graph, text) => {
    expect(() => checkLiveGraph(graph)).toThrow(
      expect.objectContaining({
        code: 'bad-argument',
        message: expect.stringContaining(`graph ${graph.name} cannot trade live: ${text}`),
      }),
    )
  })
})

describe('the limits of a fast paper broker', () => {
  const given = sepSettingsOf(ownGraph(settings), settings)
  const fast = paceOf(given, 200, 0).settings
  const configOf = (own: RunSettings, now = fast) =>
    liveGraph(now, { ...program('a'), settings: own }, given).config as Settings

  test('are widened in a section risk as SEP has it, and the graph is built from them', () => {
    const { risk } = configOf(settings)
    expect([risk.maxHeartbeatAgeSec, risk.freshMaxPriceAgeSec]).toEqual([
      settings.risk.maxHeartbeatAgeSec * 10,
      settings.risk.freshMaxPriceAgeSec * 10,
    ])
    const { graph } = liveGraph(fast, program('a'), given)
    expect(graph.nodes.find(({ id }) => id === 'risk')?.config).toMatchObject({ ...risk })
  })

  test('stay where the file sets them otherwise, and where nothing is fast', () => {
    expect(configOf(settings, given)).toBe(settings)
    const { risk: _, ...without } = settings
    const build = () => ownGraph(settings)
    const own = { ...program('a'), build, settings: without }
    expect(liveGraph(fast, own, given).config).toBe(without)
  })
})

test("SEP's settings of a graph: its nodes' own, defaults for those that it lacks", () => {
  const changed = resolveSettings({ set: ['guards.cMin=0.4', 'run.pairs=EUR_USD'] })
  const { performance, ...rest } = sepSettingsOf(ownGraph(changed), changed)
  const { performance: _, ...own } = changed
  expect(rest).toEqual(own)
  expect(performance).toEqual(resolveSettings().performance)
})
