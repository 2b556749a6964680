/** The scheduled faults of a plan: trades by another client, trading halts, clock skew. */
import { submitOrder } from '../../../operators/exchange/orders.js'
import type { PaperBroker } from '../broker.js'
import type { ScheduledFault } from './faults.js'
import { invalid } from '../wire/errors.js'
import { instrumentIndices } from '../http/query.js'

/** Throws if an event names an unknown instrument or account. */
export const checkScheduledFaults = (events: readonly ScheduledFault[], { accounts, world }: PaperBroker): void => {
  for (const event of events) {
    if (event.kind === 'skew') continue
    instrumentIndices([event.instrument], world, 'instrument')
    if (event.kind === 'foreign' && event.account !== undefined && !accounts.has(event.account))
      throw invalid('account')
  }
}

/** `setSkew` sets the offset of the server's dates, ms. */
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
