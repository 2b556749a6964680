/** What the trading part reports to the part that makes the slices, and whether a slice knows it already. */
import type { Frame } from '../../../graph/engine/run/frame.js'
import { isoTime } from '../../../lib/iso-time.js'
import { causeOf, flattenAsked, orderRows } from '../../../sinks/execution/order-rows.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import { executionWatermark } from '../../../streams/execution/watermark.js'
import { type ExecutionWriter, executionWriter } from '../../../streams/execution/writer.js'
import type { LiveContext } from '../context.js'
import { orderEvents } from '../events/live-events.js'

/** From appending an execution until the next slice includes it, machine time, ms. */
const TRANSIT_MS = 500

export interface ExecutionFeed extends Pick<ExecutionWriter, 'append' | 'run'> {
  /** Passes a slice's orders to the runner, unless the slice lacks executions of earlier orders. */
  sendOrders(frame: Frame, executionOffset: string | undefined): void
}

/** `lastExecution`: the newest entry of the stream; null = none yet. The runner's rows are appended from now on. */
export const executionFeed = (
  context: LiveContext,
  { lease }: LeaseKeeper,
  runner: OrderRunner,
  lastExecution: string | null,
): ExecutionFeed => {
  const { store, account, clock, machineClock, log, speed, onEvent = () => {} } = context
  const lastId = lastExecution ?? '0-0'
  const writer = executionWriter({ store, lease, account: account.id, lastId, clock: machineClock, log })
  const watermark = executionWatermark(TRANSIT_MS * speed)
  const appendRows = (): void => {
    const rows = runner.drain()
    if (rows.length > 0) watermark.appended(writer.append({ rows, flat: null }), rows, clock.nowMs())
  }
  runner.onExecution(appendRows)
  appendRows()
  return {
    append: writer.append,
    run: writer.run,
    sendOrders: (frame, executionOffset) => {
      const [rows, flatten] = [orderRows(frame), flattenAsked(frame)]
      if (rows.length + flatten.length === 0) return
      const tsMs = frame.time.tsMs[0] as number
      if (watermark.isCurrent(executionOffset, frame.time.asOfMs[0] as number)) {
        for (const event of orderEvents(frame, context.world)) onEvent(event)
        runner.submit(tsMs, rows, causeOf(frame), flatten)
      } else if (rows.length > 0)
        log(`slice ${isoTime(tsMs)} lacks executions of earlier orders: its orders are not sent`, 'warn')
    },
  }
}
