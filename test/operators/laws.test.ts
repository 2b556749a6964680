/** Every operator of SEP under the engine's laws, on what a running graph gives it. */
import { describe, expect, test } from 'vitest'
import type { Graph, GraphNode } from '../../graph/engine/define/define.js'
import { compile } from '../../graph/engine/run/compile.js'
import { recordPorts } from '../../graph/engine/testing/record-ports.js'
import type { Table } from '../../graph/engine/testing/table.js'
import { testGraph } from '../../graph/engine/testing/test-graph.js'
import { testOperator } from '../../graph/engine/testing/test-operator.js'
import { type AnyOperator, bind } from '../../graph/engine/define/operator.js'
import { sep } from '../../graph/sep.js'
import { smaFlipGraph } from '../../graph/sma-flip.js'
import { brokerSlot } from '../../model/broker-slot.js'
import { EXECUTION } from '../../model/codes.js'
import { schemas } from '../../model/columns.js'
import { createWorld, type World } from '../../model/world.js'
import { liveBroker } from '../../operators/live-broker.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { loadInstruments } from '../../sources/instruments.js'
import { createSlicer, REPLAY_CONTROL, replayFrames } from '../../sources/slicer.js'
import { randomMarket } from '../support/random-market.js'
import { eager } from '../support/sep-run.js'

const MINUTES = 420
const settings = eager()
const names = ['EUR_USD', 'GBP_USD', 'USD_JPY']
const world = createWorld(loadInstruments(names), 'USD')
const bindings = [bind(brokerSlot, paperBroker, settings.broker)]

/** What each node of the graph was given over a made-up market; `output` of a node, event columns with `at`. */
const play = (graph: Graph<World>, seed: number) => {
  const recorders = graph.nodes.map((node) => ({ node, ports: recordPorts(graph, node.id) }))
  const outputs = recordPorts(watched(graph), 'watcher')
  const compiled = compile(graph, world, { bindings })
  const slicer = createSlicer(world, { isWeekMinute: () => true, control: () => REPLAY_CONTROL })
  for (const frame of replayFrames(
    compiled.frame,
    slicer,
    randomMarket({ seed, minutes: MINUTES, names, missingPerMille: 30 }),
  )) {
    compiled.begin()
    for (const stage of compiled.stages) stage.run(frame)
    for (const { ports } of recorders) void ports.write(frame)
    void outputs.write(frame)
    compiled.end()
  }
  return {
    input: (id: string): Table => recorders.find(({ node }) => node.id === id)!.ports.table(),
    broker: outputs.table(),
  }
}
/** The graph with a node that reads the whole account. */
const watched = (graph: Graph): Graph => ({
  ...graph,
  nodes: [
    ...graph.nodes,
    {
      id: 'watcher',
      role: 'node',
      kind: 'watcher@1',
      doc: '',
      schema: {},
      ports: { account: schemas.account },
      wires: { account: { node: 'broker', schema: schemas.account } },
    },
  ],
})

const graph = sep(settings)
const flip = smaFlipGraph({ fast: 3, slow: 9 })
const played = play(graph, 3)
const nodes = graph.nodes.filter(
  (node): node is GraphNode<World> & { operator: AnyOperator<World> } => node.operator !== undefined,
)
/** Columns that must have taken several values, or the operator was not put to work. */
const BUSY: { readonly [node: string]: string } = {
  session: 'closeTsMs',
  qbsa: 'bit',
  qfh: 'coherence',
  direction: 'atr',
  guards: 'failed',
  shadow: 'openBps',
  gates: 'trades',
  allocate: 'weight',
  strategy: 'side',
  size: 'targetUnits',
  orders: 'increaseUnits',
  risk: 'approvedUnits',
  performance: 'tradeId',
}

describe('laws of SEP', () => {
  test.each(nodes.map((node) => [node.id, node] as const))('%s', (id, { operator, config }) => {
    const { distinct } = testOperator(operator, config, { rows: world, input: played.input(id), seed: 1, runs: 4 })
    expect(distinct[BUSY[id] as string]).toBeGreaterThan(1)
  })

  test('the paper broker', () => {
    const { distinct } = testOperator(paperBroker, settings.broker, {
      rows: world,
      input: played.input('broker'),
      seed: 2,
      runs: 4,
    })
    expect(distinct['fillTradeId']).toBeGreaterThan(5)
  })

  test('the live broker, on executions of what the paper broker filled', () => {
    const input = {
      ...played.input('broker'),
      columns: { ...played.input('broker').columns, execution: executionsOf(played.broker) },
    }
    const config = { capital: 100_000 }
    const { distinct } = testOperator(liveBroker, config, { rows: world, input, seed: 3, runs: 4 })
    expect(distinct['units']).toBeGreaterThan(5)
  })

  test('sma-flip', () => {
    const { operator, config } = flip.nodes.find(({ id }) => id === 'flip')!
    const input = play(flip, 5).input('flip')
    const { distinct } = testOperator(operator as AnyOperator<World>, config, { rows: world, input, seed: 4, runs: 4 })
    expect(distinct['approvedUnits']).toBeGreaterThan(2)
  })

  test('a whole graph: cuts, restores, futures', () => {
    const made = play(flip, 5)
    const columns = { candle: made.input('flip').columns['candle']!, quote: made.input('broker').columns['quote']! }
    testGraph(flip, { rows: world, bindings, input: { tsMs: made.input('flip').tsMs, columns }, seed: 5, runs: 2 })
  })
})

/** A broker's account of the same trades: every fill opens a trade or reduces one. */
const executionsOf = ({ columns: { account } }: Table) => {
  const column = (name: string) => Array.from(account![name]!)
  const opens = column('fillOpens')
  const nothing = opens.map(() => Number.NaN)
  return {
    at: column('at'),
    transactionId: opens.map((_, e) => e + 1),
    type: opens.map((open) => (open ? EXECUTION.opened : EXECUTION.reduced)),
    instrument: column('fillInstrument'),
    tradeId: column('fillTradeId'),
    units: column('fillUnits'),
    price: column('fillPrice'),
    amount: column('fillGross'),
    tsMs: column('fillTsMs'),
    decisionTsMs: column('fillDecisionTsMs'),
    reason: column('fillReason'),
    refused: opens.map(() => 0),
    balance: nothing,
    financing: opens.map(() => 0),
    spreadCost: column('fillSpreadCost'),
    conversionCost: column('fillConversionCost'),
    commission: opens.map(() => 0),
    depthCost: column('fillDepthCost'),
  }
}
