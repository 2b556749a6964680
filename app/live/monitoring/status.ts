/** What a live pipeline shows of itself on `/status`. */
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { Columns } from '../../../graph/engine/define/schema.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { roundFields } from '../../../lib/round.js'
import { isoTime } from '../../../lib/iso-time.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { nodes } from '../../../model/nodes.js'
import { isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import { frozenInstruments, itemText } from '../../../model/unreadable-items.js'
import type { Decision, Switches } from '../../../sinks/execution/protocol-types.js'
import { ownTrades } from '../../../sinks/execution/broker-view.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { Lease } from '../../../store/store.js'

/** Keeps the newest frame; null = no slice yet. */
export const newestFrame = (): FrameSink & { frame(): Frame | null; tsMs(): number | null } => {
  let newest: Frame | null = null
  return {
    write: (frame) => {
      newest = frame
    },
    frame: () => newest,
    tsMs: () => newest?.time.tsMs[0] ?? null,
  }
}

/** Of a part that trades. `frame` null: no slice yet. */
export const statusOf = (
  { runner, lease }: { readonly runner: OrderRunner; readonly lease: Lease },
  frame: Frame | null,
  instruments: readonly { readonly name: string }[],
  switches: Switches,
): Readonly<Record<string, unknown>> => {
  const broker = frame && columnsOf(frame, nodes.broker)
  const { view, decisions, unreadable, outbox } = runner.state()
  return {
    state: 'running',
    epoch: lease.epoch,
    ...switches,
    tsMs: frame?.time.tsMs[0] ?? null,
    nav: broker?.nav[0] ?? null,
    balance: broker?.balance[0] ?? null,
    lastTransactionId: view.lastTransactionId,
    pendingDecisions: decisions.size,
    /** Outcomes and transactions that are on their way to the store's disk. */
    unrecorded: outbox.ledger.length + outbox.outcomes.length,
    unreadable: unreadable.unreadable.map(itemText),
    frozen: frozenInstruments(unreadable),
    unknownOrders: [...decisions.values()].flatMap((decision) => unknownOrder(decision, instruments)),
    positions: instruments.flatMap(({ name }, k) => position(broker, ownTrades(view, name), name, k)),
  }
}

/** Its outcome is not known: the instrument takes no new risk until it is. */
const unknownOrder = (
  { id, instrument, leg, units, tsMs, status }: Decision,
  instruments: readonly { readonly name: string }[],
): readonly Readonly<Record<string, unknown>>[] =>
  status === 'unknown' ? [{ id, instrument: instruments[instrument]?.name, leg, units, tsMs }] : []

/** Prices with six decimals, money with four. */
const SHOWN = Object.freeze({ entry: 6, stop: 6, take: 6, openPnl: 4 })

/** As the broker holds it now. What the newest slice had of another size is not known (null) until the next one. */
const position = (
  broker: Columns<typeof nodes.broker.schema> | null,
  trades: readonly { readonly units: number }[],
  instrument: string,
  k: number,
): readonly Readonly<Record<string, unknown>>[] => {
  if (trades.length === 0) return []
  const units = trades.reduce((sum, trade) => sum + trade.units, 0)
  const column = (name: 'entryPrice' | 'stopPrice' | 'takePrice' | 'unrealized') => {
    const value = broker?.units[k] === units ? broker[name][k] : undefined
    return value === undefined || Number.isNaN(value) ? null : value
  }
  const prices = { entry: column('entryPrice'), stop: column('stopPrice'), take: column('takePrice') }
  return [roundFields({ instrument, units, ...prices, openPnl: column('unrealized'), trades: trades.length }, SHOWN)]
}

/** Without a slice for so many times the silence of a dead stream within the trading week, none is being made: three minutes. */
const SILENCES = 18
/** That of a stream at speed 1. */
const STREAM_SILENCE_MS = 10_000

/** Why no slices come; `tsMs` null: no slice since the start. A broker whose clock went back is behind the newest slice. */
export const sliceSilence = (tsMs: number | null, nowMs: number, silenceMs = STREAM_SILENCE_MS): string | null => {
  if (tsMs !== null && tsMs - nowMs > MINUTE_MS)
    return `the newest slice is of ${isoTime(tsMs)}, the broker's time is ${isoTime(Math.floor(nowMs))}: no slice before they agree`
  if (
    tsMs === null ||
    nowMs - tsMs < SILENCES * silenceMs ||
    !isFxWeekMinute(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS)
  )
    return null
  return `no slice since ${isoTime(tsMs)}: what makes the slices, or a part in between, does not work`
}
