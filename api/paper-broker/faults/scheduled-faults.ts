/** What a fault plan lets happen at a moment: trades of another client, halts, a clock that is off. */
import { submitOrder } from '../../../operators/exchange/orders.js'
import type { Broker } from '../broker.js'
import type { FaultEvent } from './faults.js'
import { invalid } from '../wire/errors.js'
import { instrumentsOf } from '../http/query.js'

/** Throws where an event names an instrument or an account that is not here. */
export const checkEvents = (events: readonly FaultEvent[], { accounts, world }: Broker): void => {
  for (const event of events) {
    if (event.kind === 'skew') continue
    instrumentsOf([event.instrument], world, 'instrument')
    if (event.kind === 'foreign' && event.account !== undefined && !accounts.has(event.account))
      throw invalid('account')
  }
}

/** `setSkew` sets how far the server's dates are off, ms. */
export const happen = async (event: FaultEvent, broker: Broker, setSkew: (ms: number) => void): Promise<void> => {
  if (event.afterMs > 0) await broker.clock.sleep(event.afterMs)
  if (event.kind === 'skew') return setSkew(event.ms)
  const nowMs = broker.advance()
  const [k] = instrumentsOf([event.instrument], broker.world, 'instrument')
  if (event.kind === 'halt') return broker.halt(k!, nowMs + event.ms)
  const account = broker.accounts.get(event.account ?? '') ?? [...broker.accounts.values()][0]!
  const order = submitOrder(account.ex, { type: 'MARKET', k: k!, units: event.units }, nowMs)
  if (typeof order !== 'string') broker.match(account, k!)
  broker.commit(account, broker.nextRequestId())
}
