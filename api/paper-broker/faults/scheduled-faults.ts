/** What a fault plan lets happen at a moment: trades of another client, halts, a clock that is off. */
import { submitOrder } from '../../../operators/exchange/orders.js'
import type { PaperBroker } from '../broker.js'
import type { ScheduledFault } from './faults.js'
import { invalid } from '../wire/errors.js'
import { instrumentIndices } from '../http/query.js'

/** Throws where an event names an instrument or an account that is not here. */
export const checkScheduledFaults = (events: readonly ScheduledFault[], { accounts, world }: PaperBroker): void => {
  for (const event of events) {
    if (event.kind === 'skew') continue
    instrumentIndices([event.instrument], world, 'instrument')
    if (event.kind === 'foreign' && event.account !== undefined && !accounts.has(event.account))
      throw invalid('account')
  }
}

/** `setSkew` sets how far the server's dates are off, ms. */
export const runScheduledFault = async (
  event: ScheduledFault,
  broker: PaperBroker,
  setSkew: (ms: number) => void,
): Promise<void> => {
  if (event.afterMs > 0) await broker.clock.sleep(event.afterMs)
  if (event.kind === 'skew') return setSkew(event.ms)
  const nowMs = broker.advance()
  const [k] = instrumentIndices([event.instrument], broker.world, 'instrument')
  if (event.kind === 'halt') return broker.halt(k!, nowMs + event.ms)
  const account = broker.accounts.get(event.account ?? '') ?? [...broker.accounts.values()][0]!
  const order = submitOrder(account.ex, { type: 'MARKET', k: k!, units: event.units }, nowMs)
  if (typeof order !== 'string') broker.match(account, k!)
  broker.commit(account, broker.nextRequestId())
}
