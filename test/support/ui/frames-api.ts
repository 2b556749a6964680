/** Answers for the pages out of a real graph that ran over a made-up market: topology, taps, explanations, gates, funnel. */
import type { z } from 'zod'
import type { nodeStatsSchema } from '../../../api/contract/graph.js'
import { frameReads } from '../../../api/model/frames/frame-reads.js'
import { ApiError } from '../../../api/routes/api-error.js'
import { topologyDiff } from '../../../api/routes/topology-diff.js'
import { paperBindings } from '../../../app/backtest/paper-bindings.js'
import type { GraphProgram } from '../../../app/config/graph-program.js'
import { compile, type Compiled } from '../../../graph/engine/run/compile.js'
import { createWorld, type World } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { createSlicer, REPLAY_CONTROL } from '../../../sources/slicer.js'
import { randomMarket } from '../random-market.js'
import { type SampleAnswer, type SampleApi, sampleApi, SampleProblem } from './sample-api.js'
import { sampleStatus } from './sample-status.js'

type NodeStats = z.output<typeof nodeStatsSchema>

export interface PlayedMarket {
  readonly program: GraphProgram
  readonly names: readonly string[]
  readonly minutes?: number
}

export const framesApi = ({ program: { graph, settings }, names, minutes = 1500 }: PlayedMarket): SampleApi => {
  const world = createWorld(loadInstruments(names), 'USD')
  const compiled = compile(graph, world, { bindings: paperBindings(graph, settings), kernelVersion: KERNEL_VERSION })
  const reads = frameReads({ graph, world })
  const slicer = createSlicer(world, { isWeekMinute: isFxWeekMinute, control: () => REPLAY_CONTROL })
  slicer.feed(randomMarket({ seed: 3, minutes, names }))
  while (slicer.fill(compiled.frame)) {
    compiled.begin()
    for (const stage of compiled.stages) stage.run(compiled.frame)
    void reads.write(compiled.frame)
    compiled.end()
  }
  const tsMs = reads.tsMs() as number
  const status = sampleStatus(1, tsMs, {
    why: [...reads.why()],
    positions: [...reads.positions()],
    graphHash: reads.graphHash,
  })
  const stamp = { account: status.account, tsMs, asOfMs: status.asOfMs, stale: false }
  const gates = () => ({ ...stamp, gates: [...reads.gates()] })
  return {
    ...sampleApi({ instruments: 1, tsMs, status }),
    '/api/ledger/orders': refusing((query) => ({
      ...stamp,
      items: reads
        .orders()
        .filter(({ instrument }) => instrument === query.get('instrument'))
        .slice(0, 8),
      cursor: null,
    })),
    '/api/explain': refusing((query) => {
      const at = query.get('tsMs')
      return { ...stamp, ...reads.explain(query.get('instrument') ?? '', at === null ? undefined : Number(at)) }
    }),
    ...graphAnswers(reads, compiled, stamp),
    ...Object.fromEntries(
      graph.nodes.map(({ id }) => [
        `/api/graph/tap/${id}`,
        refusing((query) => ({
          ...stamp,
          ...reads.tap(id, Number(query.get('limit')), query.get('instrument') ?? undefined),
        })),
      ]),
    ),
    '/api/gates': gates,
    '/api/gates/history': refusing((query) => ({ ...stamp, ...reads.gateHistory(query.get('instrument') ?? '') })),
    '/api/funnel': () => ({ ...stamp, ...reads.funnel() }),
    '/api/ranking/active': () => ({ ...stamp, ...reads.ranking() }),
    '/api/trade/readiness': () => ({
      ...stamp,
      ready: false,
      reasons: [{ code: 'broker-away', text: 'the broker has not answered for 12 s', sinceMs: tsMs }],
      instruments: names.map((instrument) => {
        const guards = [...reads.guards(instrument)]
        const first = guards.find(({ passes }) => !passes) ?? null
        return { instrument, mayTrade: first === null, first, guards }
      }),
    }),
    '/api/system': () => systemOf(stamp, reads.graphHash),
  }
}

const graphAnswers = (
  reads: ReturnType<typeof frameReads>,
  compiled: Compiled<World>,
  stamp: { readonly asOfMs: number },
): SampleApi => {
  const stats = statsOf(compiled, reads.nodeRows())
  const asked = { times: 0 }
  const worst = [...stats].sort((a, b) => (b.p99Us ?? 0) - (a.p99Us ?? 0)).slice(0, 3)
  return {
    '/api/graph': () => reads.topology(),
    '/api/graph/stats': () => ({
      ...stamp,
      asOfMs: stamp.asOfMs + 2000 * ++asked.times,
      graphHash: reads.graphHash,
      parts: {},
      nodes: stats.map((one) => ({ ...one, rows: one.rows + 256 * asked.times })),
      worst: worst.map(({ node }) => node),
    }),
    '/api/graph/diff': (query) => {
      const other = structuredClone(reads.topology())
      const direction = other.nodes.find(({ id }) => id === 'direction')
      if (direction) direction.config = { ...(direction.config as object), look: 24 }
      const differences = topologyDiff(reads.topology(), query.get('b') === 'sep' ? reads.topology() : other)
      return { a: query.get('a'), b: query.get('b'), same: differences.length === 0, differences }
    },
  }
}

const refusing =
  (answer: SampleAnswer): SampleAnswer =>
  (query, body) => {
    try {
      return answer(query, body)
    } catch (error) {
      if (error instanceof ApiError) return new SampleProblem(404, error.code, error.message)
      throw error
    }
  }

const statsOf = (compiled: Compiled<World>, rows: ReturnType<ReturnType<typeof frameReads>['nodeRows']>): NodeStats[] =>
  compiled.stats().flatMap((stage) =>
    stage.nodes.map((node) => ({
      node,
      stage: [...stage.nodes],
      rows: stage.rows,
      rowsPerSec: 128,
      p50Us: stage.p50Us,
      p99Us: stage.p99Us,
      lastTsMs: stage.lastTsMs,
      lagMs: 0,
      rowsIn: rows[node]?.rowsIn ?? null,
      rowsOut: rows[node]?.rowsOut ?? null,
      errors: 0,
    })),
  )

const systemOf = (stamp: { readonly tsMs: number; readonly asOfMs: number }, graphHash: string) => ({
  ...stamp,
  process: {
    name: 'live-1',
    kind: 'live',
    startedMs: stamp.asOfMs - 7_400_000,
    uptimeMs: 7_400_000,
    rssBytes: 187_000_000,
    eventLoopLagP99Ms: 11.3,
    node: 'v24.1.0',
    version: '0.1.0',
    kernel: '0.4.2',
    graphHash,
  },
  parts: [
    { part: 'signal', owner: 'live-1', phase: 'running', atMs: stamp.asOfMs - 900, graphHash },
    { part: 'risk', owner: 'live-2', phase: 'running', atMs: stamp.asOfMs - 1200, graphHash: 'b'.repeat(64) },
  ],
  store: { kind: 'valkey', reachable: true, durable: true, text: 'append-only file, every write' },
  lease: { owner: 'live-1', epoch: 3, untilMs: stamp.asOfMs + 8000 },
  streams: [
    { name: 'candles', length: 1_204_311, lastMs: stamp.asOfMs - 3000, unit: 'entries' },
    { name: 'executions', length: 0, lastMs: null, unit: 'entries' },
    { name: 'ledger', length: 41, lastMs: null, unit: 'entries' },
  ],
  log: [
    { tsMs: stamp.asOfMs - 4000, text: 'live-1 holds the lease, epoch 3' },
    { tsMs: stamp.asOfMs - 2000, text: 'prices: connected' },
  ],
})
