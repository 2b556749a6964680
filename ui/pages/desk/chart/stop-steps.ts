/** The stop of the open position over time: what each entry ordered, then what the broker holds now. */
import type { OrderView } from '../../../../api/contract/ledger.js'
import type { PositionView } from '../../../../api/contract/status.js'

/** [time, price] from the first entry of the position; empty without a position or a stop. */
export const stopSteps = (
  position: PositionView | undefined,
  orders: readonly OrderView[],
  nowMs: number | null,
): readonly (readonly [number, number])[] => {
  if (!position || position.stopPrice === null || nowMs === null) return []
  const { openedMs, stopPrice } = position
  const steps = orders
    .filter(({ leg, tsMs, stopPrice: ordered }) => leg === 'entry' && ordered !== null && tsMs >= (openedMs ?? nowMs))
    .map(({ tsMs, stopPrice: ordered }): readonly [number, number] => [tsMs, ordered as number])
    .sort(([a], [b]) => a - b)
  const first: readonly (readonly [number, number])[] = steps.length > 0 ? [] : [[openedMs ?? nowMs, stopPrice]]
  return [...first, ...steps, [nowMs, stopPrice]]
}
