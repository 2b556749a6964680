/** Outages of what surrounds a pipeline, as `/ready`, the control row and the last gate see them: one value for all three. */
import { RISK_BIT, type RefusalName } from '../../../model/codes.js'
import type { ReadyCode } from '../../../model/ready-codes.js'
import type { BrokerClock } from '../../../oanda/client/broker-clock.js'
import { switchRefusals } from '../../../operators/risk/refusals.js'
import type { PriceBoard } from '../../../sources/oanda/prices.js'
import type { Health, StoreHealth } from './health.js'
import { type Readiness, skewReason } from './readiness.js'
import type { StreamHealth } from './stream-health.js'

/** In the order of READY_CODES, with what the last gate calls them. */
const OUTAGES = {
  broker: 'broker',
  prices: 'prices',
  transactions: 'transactions',
  clock_skew: 'skew',
  store: 'store',
  account: 'account',
} as const satisfies { readonly [C in ReadyCode]?: RefusalName }
export type OutageCode = keyof typeof OUTAGES
export const OUTAGE_CODES = Object.freeze(Object.keys(OUTAGES) as readonly OutageCode[])

export interface OutageInputs {
  readonly clock: BrokerClock
  readonly broker: Health
  /** An interface that the broker refuses, such as the candles of an instrument, while others answer. */
  readonly refused?: () => string | null
  readonly store: StoreHealth
  readonly ready: Pick<Readiness, 'reasons'>
  readonly board: Pick<PriceBoard, 'heartbeatAgeMs'>
  readonly maxHeartbeatAgeMs: number
  readonly prices: StreamHealth
  /** Null in a part that does not trade. */
  readonly transactions: StreamHealth | null
}
export interface Outages {
  /** Null = there is none. */
  reason(code: OutageCode): string | null
  /** Why no increase may leave now. */
  refusal(): RefusalName | null
  /** For the control row: the broker can be worked with, and its stamps compared with the clock. */
  isConnected(): boolean
}

export const outagesOf = (inputs: OutageInputs): Outages => {
  const { clock, board, prices, transactions } = inputs
  const READ: { readonly [C in OutageCode]: () => string | null } = {
    broker: () =>
      inputs.broker.reason() ??
      inputs.refused?.() ??
      (areBothBroken(inputs) ? `both streams are broken: ${prices.fault()}` : null),
    prices: () => pricesReason(inputs),
    transactions: () => {
      const fault = transactions?.fault() ?? null
      return fault === null ? null : `the transaction stream: ${fault}`
    },
    clock_skew: () => skewReason(clock),
    store: inputs.store.reason,
    account: () => inputs.ready.reasons().find(({ code }) => code === 'account')?.text ?? null,
  }
  return {
    reason: (code) => READ[code](),
    refusal: () => {
      const code = OUTAGE_CODES.find((each) => READ[each]() !== null)
      return code === undefined ? null : OUTAGES[code]
    },
    isConnected: () =>
      Number.isFinite(board.heartbeatAgeMs()) &&
      (['broker', 'transactions', 'clock_skew'] as const).every((code) => READ[code]() === null),
  }
}

/** True where nothing of the broker reaches us any more, whatever the last read was. */
const areBothBroken = ({ prices, transactions }: OutageInputs): boolean =>
  prices.isBroken() && transactions !== null && transactions.isBroken()

/** By the rule of the risk guards. */
const pricesReason = ({ board, prices, maxHeartbeatAgeMs }: OutageInputs): string | null => {
  const ageMs = board.heartbeatAgeMs()
  const refused = switchRefusals(0, 0, Number.isFinite(ageMs) ? 1 : 0, ageMs, maxHeartbeatAgeMs)
  if (refused === 0) return null
  const why = (refused & RISK_BIT.disconnected) === 0 ? `silent for ${Math.round(ageMs / 1000)} s` : prices.fault()
  return `the price stream: ${why ?? 'not open'}`
}
