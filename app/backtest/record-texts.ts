/** The lines of orders.ndjson and shadow.csv, written to scratch files as they are made. */
import { isoTime } from '../../lib/iso-time.js'
import { textSpool } from '../../lib/spool/text-spool.js'
import type { World } from '../../model/world.js'
import { csvHead, csvLine } from '../../sinks/run/csv.js'
import { formatOrder } from '../../sinks/run/format-order.js'
import type { ShadowTrade } from '../../sinks/run/shadow-trades.js'
import type { OrderLine } from '../../streams/decisions/order-lines.js'

export const SHADOW_COLUMNS = [
  'instrument',
  'entryTime',
  'exitTime',
  'entryTsMs',
  'exitTsMs',
  'side',
  'netBps',
  'grossBps',
  'spreadBps',
  'slippageBps',
  'commissionBps',
  'depthBps',
  'reason',
] as const

/** `scratch`: folder of scratch files. */
export const recordTexts = (world: World, scratch: string) => {
  const [orders, shadow] = [textSpool(scratch), textSpool(scratch)]
  const shown = formatOrder(world)
  shadow.append(csvHead(SHADOW_COLUMNS))
  return {
    orders,
    shadow,
    order: (line: OrderLine): void => orders.append(`${JSON.stringify(shown(line))}\n`),
    shadowTrade: (trade: ShadowTrade): void => shadow.append(csvLine(SHADOW_COLUMNS, shadowLine(trade))),
  }
}

/** Unrounded: the figures of a trial are computed from them. */
const shadowLine = ({ entryMs, exitMs, ...trade }: ShadowTrade) => ({
  ...trade,
  entryTsMs: entryMs,
  exitTsMs: exitMs,
  entryTime: isoTime(entryMs),
  exitTime: isoTime(exitMs),
})
