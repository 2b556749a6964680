/** What a live pipeline shows of itself on `/api/status`. */
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { isoTime } from '../../../lib/iso-time.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { nodes } from '../../../model/nodes.js'
import { isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import { frozenInstruments, itemText } from '../../../model/unreadable-items.js'
import type { Switches } from '../../../sinks/execution/protocol-types.js'
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
  const { view, decisions, unreadable } = runner.state()
  return {
    state: 'running',
    epoch: lease.epoch,
    ...switches,
    tsMs: frame?.time.tsMs[0] ?? null,
    nav: broker?.nav[0] ?? null,
    balance: broker?.balance[0] ?? null,
    lastTransactionId: view.lastTransactionId,
    pendingDecisions: decisions.size,
    unreadable: unreadable.unreadable.map(itemText),
    frozen: frozenInstruments(unreadable),
    positions: instruments.flatMap(({ name }, k) =>
      broker?.units[k] ? [{ instrument: name, units: broker.units[k] }] : [],
    ),
  }
}

/** Without a slice for this long within the trading week, an upstream part is down. Broker time, ms. */
const SILENT_MS = 180_000

/** `tsMs` null: no slice since the start. */
export const sliceSilence = (tsMs: number | null, nowMs: number): string | null => {
  if (tsMs === null || nowMs - tsMs < SILENT_MS || !isFxWeekMinute(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS))
    return null
  return `no slice since ${isoTime(tsMs)}: the part that makes the slices, or a part in between, is down`
}
