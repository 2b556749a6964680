/** A bench for the protocol: events in, what it asks for out, in words. */
import type { BrokerAccount, BrokerTransaction } from '../../model/broker-client.js'
import { ALL_READABLE } from '../../model/unreadable-items.js'
import { EXECUTIONS, REASON, REFUSALS } from '../../model/codes.js'
import type { BrokerView } from '../../sinks/execution/broker-view.js'
import { initialState, step } from '../../sinks/execution/protocol.js'
import {
  DEFAULT_LIMITS,
  type Effect,
  type OrderRow,
  type ProtocolEvent,
  type ProtocolState,
  type ProtocolSettings,
} from '../../sinks/execution/protocol-types.js'

/** The parts of an account in which everything could be read. */
export const READABLE: Pick<
  BrokerAccount,
  'nav' | 'marginUsed' | 'marginAvailable' | 'guaranteedStopsRequired' | 'unreadable' | 'hidden' | 'unreadableSums'
> = {
  nav: '100000.0000',
  marginUsed: '0.0000',
  marginAvailable: '100000.0000',
  guaranteedStopsRequired: false,
  ...ALL_READABLE,
}

export const SETTINGS: ProtocolSettings = {
  account: 'A',
  graphHash: 'g',
  instruments: ['AUD_USD', 'EUR_USD'].map((name) => ({ name, displayPrecision: 5, tradeUnitsPrecision: 0 })),
  limits: DEFAULT_LIMITS,
  stopMaxPct: 3,
}
const NaNs = Number.NaN
export const NO_ORDER: OrderRow = {
  instrument: 1,
  closeUnits: 0,
  closeAll: 0,
  closeReason: 0,
  approvedUnits: 0,
  increaseReason: 0,
  stopDistance: NaNs,
  takeDistance: NaNs,
  stopPrice: NaNs,
  takePrice: NaNs,
  priceBound: NaNs,
}
export const entry = (units = 1000, instrument = 1): OrderRow => ({
  ...NO_ORDER,
  instrument,
  approvedUnits: units,
  increaseReason: REASON.entry,
  stopDistance: 0.0025,
  priceBound: 1.100004,
})
export const closeAll = (instrument = 1): OrderRow => ({
  ...NO_ORDER,
  instrument,
  closeUnits: -1,
  closeAll: 1,
  closeReason: REASON.slope,
})
export const reduce = (units: number, instrument = 1): OrderRow => ({
  ...NO_ORDER,
  instrument,
  closeUnits: units,
  closeReason: REASON.resize,
})

export const tx = (id: number, type: string, raw: Record<string, unknown> = {}): BrokerTransaction => ({
  id,
  tsMs: 0,
  type,
  raw: { id: String(id), type, ...raw },
})
export const entryOrder = (id: number, clientId: string): BrokerTransaction =>
  tx(id, 'MARKET_ORDER', {
    clientExtensions: { id: clientId, tag: 'sep' },
    tradeClientExtensions: { id: clientId, tag: 'sep' },
  })
export const entryFill = (id: number, orderId: number, units = 1000): BrokerTransaction =>
  tx(id, 'ORDER_FILL', {
    orderID: String(orderId),
    instrument: 'EUR_USD',
    accountBalance: '1000',
    tradeOpened: { tradeID: String(id), units: String(units), price: '1.1' },
  })
export const closeOrder = (id: number, tradeId: number, units: string): BrokerTransaction =>
  tx(id, 'MARKET_ORDER', { tradeClose: { tradeID: String(tradeId), units } })
export const closeFill = (id: number, orderId: number, tradeId: number, units: number): BrokerTransaction =>
  tx(id, 'ORDER_FILL', {
    orderID: String(orderId),
    instrument: 'EUR_USD',
    accountBalance: '1000',
    tradesClosed: [{ tradeID: String(tradeId), units: String(units), price: '1.1', realizedPL: '1' }],
  })

export type Happens = ProtocolEvent extends infer E
  ? E extends ProtocolEvent
    ? Omit<E, 'nowMs' | 'monoMs'>
    : never
  : never

export interface Bench {
  state(): ProtocolState
  /** Applies an event `ms` after the last one; gives the effects in words. */
  on(event: Happens, ms?: number): string[]
  /** Applies a slice's orders made now. */
  orders(...rows: OrderRow[]): string[]
  /** The ids of decisions asked for so far, in order. */
  ids: string[]
  effects: Effect[]
}

/** At the start: owner of the lease, switches off, view at transaction 10 with the given trades. */
export const createBench = (trades: BrokerView['trades'] = new Map(), more: Partial<ProtocolState> = {}): Bench => {
  let state: ProtocolState = {
    ...initialState(SETTINGS),
    leaseUntilMs: 1e9,
    killSwitch: false,
    paused: false,
    reconciledMs: 1e9,
    view: { lastTransactionId: 10, balance: 1000, trades, orders: new Map() },
    knownId: 10,
    ...more,
  }
  let atMs = 1000
  const ids: string[] = []
  const effects: Effect[] = []
  const on = (event: Happens, ms = 1): string[] => {
    atMs += ms
    const next = step(state, { ...event, nowMs: 1e12 + atMs, monoMs: atMs } as ProtocolEvent)
    state = next.state
    effects.push(...next.effects)
    for (const effect of next.effects) if (effect.type === 'claim') ids.push(effect.decision.id)
    return next.effects.map(inWords)
  }
  return {
    state: () => state,
    on,
    orders: (...rows) => on({ type: 'orders', tsMs: 1e12 + atMs, cause: 1e12 + atMs, rows }),
    ids,
    effects,
  }
}

/** Of the broker's view. */
export const trade = (id: number, units: number, own = true, instrument = 'EUR_USD') =>
  [id, { id, instrument, units, price: 1.1, openTsMs: 0, own }] as const
/** The record is on disk, and nothing speaks against the order. */
export const durable = {
  type: 'flushed',
  durable: true,
  killSwitch: false,
  paused: false,
  tradeable: true,
  priceAgeMs: 100,
} as const
/** Brings the n-th decision to its first byte. */
export const sendNth = (bench: Bench, n = 0): string[] => {
  bench.on({ type: 'claimed', id: bench.ids[n]!, answer: 'ok' })
  return bench.on({ ...durable, id: bench.ids[n]! })
}

const inWords = (effect: Effect): string => {
  if (effect.type === 'claim') return `claim ${effect.decision.leg}`
  if (effect.type === 'send') {
    const { request } = effect
    return request.leg === 'entry'
      ? `send ${request.units} bound ${request.priceBound}`
      : `close ${request.tradeId} ${request.units}`
  }
  if (effect.type === 'fetch') return `fetch ${effect.after}`
  if (effect.type === 'write')
    return `write ${[...effect.ledger.map(({ id }) => id), ...effect.outcomes.map(({ result }) => result)].join(' ')}`
  if (effect.type === 'alarm') return 'alarm'
  if (effect.type !== 'execution') return effect.type
  const { type, tradeId, units, refused } = effect.row
  const name = EXECUTIONS[type]
  if (name === 'refused') return `refused ${REFUSALS[refused]}`
  return ['placed', 'opened', 'closed', 'reduced'].includes(name!) ? `${name} ${tradeId} ${units}` : `${name}`
}
