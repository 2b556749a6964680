/** Bends of a port at which a test plants a bug. */
import type { EntryRequest, OrderReply, OrderRequest } from '../../../model/broker-client.js'
import type { HttpRequest } from '../../../oanda/client/open-request.js'
import type { Transport } from '../../../oanda/client/transport.js'
import { orderKeys } from '../../../sinks/execution/order-records.js'
import type { Store } from '../../../store/store.js'
import type { Bends } from '../root/root-world.js'

export const withStore = (bend: (store: Store) => Partial<Store>): Bends => ({
  store: (store) => ({ ...store, ...bend(store) }),
})
/** A start finds neither the orders nor their claims, from which it would take them. */
export const forgetsOrders = (store: Store): Pick<Store, 'range' | 'hashAll'> => ({
  range: async (stream, after) => (stream === orderKeys('A').orders ? [] : store.range(stream, after)),
  hashAll: async () => ({}),
})
export const withSend = (
  bend: (send: (order: OrderRequest) => Promise<OrderReply>, order: OrderRequest) => Promise<OrderReply>,
): Bends => ({
  broker: (client) => ({
    ...client,
    send: (order, options) => bend((request) => client.send(request, options), order),
  }),
})
/** A bug inside the client, after it has built its request or before it has read the answer. */
export const withWire = (
  bend: (open: Transport['open'], order: HttpRequest) => ReturnType<Transport['open']>,
): Bends => ({
  wire: (open) => (request) => (request.method === 'GET' ? open(request) : bend(open, request)),
})
/** The text of an order's body is replaced before it leaves. */
export const bentBody = (from: RegExp, to: string): Bends =>
  withWire((open, order) => open({ ...order, body: order.body?.replace(from, to) }))
export const bentEntry = (bend: (entry: EntryRequest) => EntryRequest): Bends =>
  withSend((send, order) => send(order.leg === 'entry' ? bend(order) : order))
