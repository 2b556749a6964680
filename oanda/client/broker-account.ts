/** An account document for the port. Each item is read for itself: one that cannot be understood is listed, and the others go on. */
import type { z } from 'zod'
import type { BrokerAccount, BrokerTrade, HiddenSums, UnreadableItem } from '../../model/broker-client.js'
import { NOTHING_HIDDEN } from '../../model/unreadable-items.js'
import { decimal, instrumentName, orderItem, tradeItem, type WireAccount } from '../wire/records.js'

const STOPS = ['STOP_LOSS', 'GUARANTEED_STOP_LOSS']
const BRACKETS = [...STOPS, 'TAKE_PROFIT', 'TRAILING_STOP_LOSS']

type TradeItem = z.output<typeof tradeItem>
type OrderItem = z.output<typeof orderItem>

/** Brackets belong to their trades, every other order is pending. */
export const brokerAccount = (wire: WireAccount, tags: readonly string[], lastTransactionId: number): BrokerAccount => {
  const instrumentOfTrade = new Map(wire.trades.map((value) => [textOf(value, 'id'), instrumentOf(value)]))
  const trades = wire.trades.map((value) => readItem('trade', tradeItem, value, instrumentOf(value)))
  const orders = wire.orders.map((value) =>
    readItem('order', orderItem, value, instrumentOf(value) ?? instrumentOfTrade.get(textOf(value, 'tradeID')) ?? null),
  )
  const readable = orders.flatMap((item) => ('value' in item ? [item.value as OrderItem] : []))
  const sums = sumsOf(wire)
  const hidden = hiddenOf(wire, sums, trades)
  const isHidden = Number.isFinite(hidden.margin) && Number.isFinite(hidden.unrealized)
  return {
    id: wire.id,
    currency: wire.currency,
    balance: wire.balance,
    hedging: wire.hedgingEnabled,
    marginRate: sums.marginRate,
    nav: sums.NAV,
    marginUsed: sums.marginUsed,
    marginAvailable: sums.marginAvailable,
    guaranteedStopsRequired: wire.guaranteedStopLossOrderMode === 'REQUIRED',
    tags,
    lastTransactionId,
    trades: trades.flatMap((item) => ('value' in item ? [brokerTrade(item.value as TradeItem, readable)] : [])),
    pendingOrders: readable
      .filter(({ type }) => !BRACKETS.includes(type))
      .map((order) => ({
        orderId: order.id,
        clientId: order.clientExtensions?.id ?? null,
        instrument: order.instrument ?? '',
      })),
    unreadable: [...trades, ...orders].flatMap((item) => ('unreadable' in item ? [item.unreadable] : [])),
    hidden: isHidden ? hidden : NOTHING_HIDDEN,
    unreadableSums: isHidden ? sums.unreadable : [...sums.unreadable, 'sums of its unreadable trades'],
  }
}

const brokerTrade = (trade: TradeItem, orders: readonly OrderItem[]): BrokerTrade => {
  const bracketPrice = (types: readonly string[]): string | null =>
    orders.find((order) => order.tradeID === trade.id && types.includes(order.type))?.price ?? null
  return {
    tradeId: trade.id,
    instrument: trade.instrument,
    units: trade.currentUnits,
    price: trade.price,
    openTsMs: trade.openTime,
    stopPrice: bracketPrice(STOPS),
    takePrice: bracketPrice(['TAKE_PROFIT']),
    tag: trade.clientExtensions?.tag ?? null,
    clientId: trade.clientExtensions?.id ?? null,
  }
}

type Read<T> = { readonly value: T } | { readonly unreadable: UnreadableItem }

const readItem = <Z extends z.ZodType>(
  kind: UnreadableItem['kind'],
  schema: Z,
  value: unknown,
  instrument: string | null,
): Read<z.output<Z>> => {
  const result = schema.safeParse(value)
  if (result.success && (kind === 'trade' || instrument !== null || textOf(value, 'tradeID') !== null))
    return { value: result.data }
  const issue = result.error?.issues[0]
  const why = issue
    ? `${issue.path.join('.') || 'the item'}: ${issue.message}`
    : 'it names neither instrument nor trade'
  return { unreadable: { kind, id: textOf(value, 'id'), instrument, tag: tagOf(value), why } }
}

/** A text of digits; null where the field holds anything else. */
const textOf = (value: unknown, name: string): string | null => {
  const text = fieldOf(value, name)
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? text : null
}

const instrumentOf = (value: unknown): string | null =>
  instrumentName.safeParse(fieldOf(value, 'instrument')).data ?? null

const tagOf = (value: unknown): string | null | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const extensions = fieldOf(value, 'clientExtensions')
  if (extensions === undefined) return null
  const tag = fieldOf(extensions, 'tag')
  if (typeof extensions !== 'object' || extensions === null) return undefined
  return tag === undefined ? null : typeof tag === 'string' ? tag : undefined
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined

const SUMS = ['NAV', 'marginUsed', 'marginAvailable', 'marginRate'] as const

/** NaN where it cannot be known. Each side of a hedged pair has its own margin in the items, not in the sum: never below 0. */
const hiddenOf = (
  { balance }: WireAccount,
  { NAV, marginUsed }: { readonly NAV: string | null; readonly marginUsed: string | null },
  trades: readonly Read<TradeItem>[],
): HiddenSums => {
  const read = trades.flatMap((item) => ('value' in item ? [item.value] : []))
  if (read.length === trades.length) return NOTHING_HIDDEN
  const sumOf = (name: 'marginUsed' | 'unrealizedPL') =>
    read.reduce((sum, trade) => sum + Number(decimal.safeParse(trade[name]).data ?? Number.NaN), 0)
  return {
    margin: Math.max(0, Number(marginUsed ?? Number.NaN) - sumOf('marginUsed')),
    unrealized: Number(NAV ?? Number.NaN) - Number(balance) - sumOf('unrealizedPL'),
  }
}

/** Only the margin rate may be absent: then the instrument's applies. */
const sumsOf = (
  wire: WireAccount,
): { readonly [K in (typeof SUMS)[number]]: string | null } & { readonly unreadable: readonly string[] } => {
  const read = SUMS.map((name) => [name, decimal.safeParse(wire[name]).data ?? null] as const)
  const values = Object.fromEntries(read) as { readonly [K in (typeof SUMS)[number]]: string | null }
  const isMissing = (name: (typeof SUMS)[number]) =>
    values[name] === null && !(name === 'marginRate' && wire[name] === undefined)
  return { ...values, unreadable: SUMS.filter(isMissing) }
}
