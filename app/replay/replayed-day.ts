/** Runs one New York day of a journal again, in a process that does not trade: what was done, what the graph does now, and the shadow. */
import { accountLedger } from '../../api/model/ledger/account-ledger.js'
import type { ReplayDay } from '../../api/model/ledger/replay-day.js'
import { columnsOf, hasNode } from '../../graph/engine/run/columns-of.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { roundTo } from '../../lib/round.js'
import { DAY_MS } from '../../lib/time-units.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import { rollOf } from '../../operators/calendar/new-york.js'
import { collectShadowTrades } from '../../sinks/run/shadow-trades.js'
import type { Store } from '../../store/store.js'
import { orderLines } from '../../streams/decisions/order-lines.js'
import type { GraphOf } from '../../streams/journal/graph-file.js'
import { type JournalReplay, replayJournal } from '../../streams/journal/replay.js'

export interface ReplayDayInputs {
  readonly store: Store
  readonly account: string
  readonly graphOf: GraphOf
}
interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** `day`: of New York, which ends at 17:00. Before 1970 there is no time of a slice. */
export const spanOfDay = (day: string): Span => {
  const index = Date.parse(day) / DAY_MS
  return { fromMs: Math.max(0, rollOf(index - 1)), toMs: Math.max(0, rollOf(index) - 1) }
}

/** A day without a slice is `missing-data`. */
export const replayedDay = async (
  { store, account, graphOf }: ReplayDayInputs,
  day: string,
  signal: AbortSignal,
): Promise<ReplayDay> => {
  const span = spanOfDay(day)
  const tally = dayTally(span)
  const sinks = ({ world }: { readonly world: World }) => [tally.sinkOf(world)]
  const { equal, differing, unrecorded, orders, first } = await replayJournal({
    ...{ store, account, ...span, graphOf, signal, sinks },
  })
  return {
    day,
    slices: equal + differing + unrecorded,
    same: differing === 0 && unrecorded === 0,
    firstDifference: first && differenceOf(first),
    live: { orders, netBps: null, ...(await liveTrades(store, account, span)) },
    ...tally.result(),
  }
}

const differenceOf = ({ tsMs, node, column }: NonNullable<JournalReplay['first']>) => ({
  ...{ tsMs, what: `node ${node}, column ${column}` },
  // The journal holds digests of the outputs, not the outputs.
  ...{ recorded: 'digest', replayed: 'another digest' },
})

/** What the graph made of the day this time. */
const dayTally = ({ fromMs, toMs }: Span) => {
  const replay = { orders: 0, trades: 0, net: 0 }
  const shadow = { trades: 0, netBps: 0 }
  const isInside = (frame: Frame, s: number) => frame.time.tsMs[s]! >= fromMs && frame.time.tsMs[s]! <= toMs
  const sinkOf = (world: World): FrameSink => {
    const append = orderLines({ world, node: 'risk' })
    // From is exclusive there.
    const shadows = collectShadowTrades(world, nodes.shadow, { fromMs: fromMs - 1, toMs }, ({ netBps }) => {
      shadow.trades++
      shadow.netBps += netBps
    })
    return {
      write: (frame) => {
        if (hasNode(frame, nodes.shadow)) void shadows.write(frame)
        for (let s = 0; s < frame.slices; s++) {
          if (!isInside(frame, s)) continue
          if (hasNode(frame, nodes.risk)) {
            const lines: Parameters<typeof append>[0] = []
            append(lines, frame, s, s + 1)
            replay.orders += lines.length
          }
          if (!hasNode(frame, nodes.performance)) continue
          const { at, net } = columnsOf(frame, nodes.performance)
          for (let e = at[s]!; e < at[s + 1]!; e++) {
            replay.trades++
            replay.net += net[e]!
          }
        }
      },
    }
  }
  return {
    sinkOf,
    result: () => ({
      replay: { ...replay, net: Number.isFinite(replay.net) ? roundTo(replay.net, 4) : null, netBps: null },
      shadow: { trades: shadow.trades, netBps: Number.isFinite(shadow.netBps) ? roundTo(shadow.netBps, 2) : null },
    }),
  }
}

/** Closed trades of the ledger in the day; the net is not known where the broker did not book one. */
const liveTrades = async (store: Store, account: string, { fromMs, toMs }: Span) => {
  const ledger = accountLedger(store, account)
  const found = { trades: 0, net: 0 as number | null }
  for (let cursor: string | undefined; ; ) {
    const page = await ledger.trades({ limit: 500, cursor })
    for (const { exitMs, net } of page.items) {
      if (exitMs < fromMs || exitMs > toMs) continue
      found.trades++
      found.net = found.net === null || net === null ? null : found.net + net
    }
    const oldest = page.items.at(-1)?.exitMs ?? Number.POSITIVE_INFINITY
    if (page.cursor === null || oldest < fromMs) break
    cursor = page.cursor
  }
  return { trades: found.trades, net: found.net === null ? null : roundTo(found.net, 4) }
}
