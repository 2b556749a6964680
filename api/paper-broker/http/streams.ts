/**
 * The two streams: prices, at most four per second and instrument, and transactions. Both send a heartbeat every five seconds of
 * the broker's clock.
 */
import type { AccountBook } from '../account/account-book.js'
import type { PaperBroker } from '../broker.js'
import type { LineWriter } from './line-writer.js'
import { formatTime } from '../../../oanda/wire/time.js'
import { documentText } from '../wire/time-text.js'
import { wireHomeConversions, wirePrice } from '../wire/price.js'

const HEARTBEAT_MS = 5000
const WINDOW_MS = 250

export interface LineStreamOptions {
  readonly broker: PaperBroker
  readonly writer: LineWriter
  /** Send times as seconds since 1970 instead of RFC 3339. */
  readonly unix: boolean
  /** Clock skew added to heartbeats, set by a fault. */
  readonly skewMs: () => number
}

/** Returns once the writer has ended. */
const keepBeating = async ({ broker, writer, skewMs, unix }: LineStreamOptions, label: string, more: () => object) => {
  while (!writer.ended) {
    await broker.clock.sleep(HEARTBEAT_MS, writer.signal).catch(() => undefined)
    if (writer.ended) return
    const time = formatTime(Math.floor(broker.clock.nowMs()) + skewMs())
    writer.write(label, documentText({ type: 'HEARTBEAT', ...more(), time }, unix))
  }
}

export interface PricingStreamOptions extends LineStreamOptions {
  readonly instruments: readonly number[]
  readonly snapshot: boolean
  readonly homeConversions: boolean
}

/** Conflates prices: the first of a window goes out at once, then only the last one, when the window ends. */
export const openPricingStream = (options: PricingStreamOptions): void => {
  const { broker, instruments, writer } = options
  const { board, clock } = broker
  const wanted = new Set(instruments)
  const windowEndMs = new Map<number, number>()
  const waiting = new Set<number>()
  const write = (k: number): void => {
    const price = wirePrice(board, k)
    const document = options.homeConversions
      ? { ...price, homeConversions: wireHomeConversions(board, [k], broker.exchange.conversionFee) }
      : price
    writer.write('line.pricing.price', documentText(document, options.unix))
  }
  const flush = async (k: number, atMs: number): Promise<void> => {
    await clock.sleep(Math.max(0, atMs - clock.nowMs()), writer.signal).catch(() => undefined)
    if (!waiting.delete(k)) return
    windowEndMs.set(k, atMs + WINDOW_MS)
    write(k)
  }
  const stop = broker.onPrice((k, tsMs) => {
    if (writer.ended) return stop()
    if (!wanted.has(k) || waiting.has(k)) return
    const endMs = windowEndMs.get(k) ?? Number.NEGATIVE_INFINITY
    if (tsMs >= endMs) {
      windowEndMs.set(k, tsMs + WINDOW_MS)
      write(k)
      return
    }
    waiting.add(k)
    void flush(k, endMs)
  })
  if (options.snapshot)
    for (const k of instruments) {
      if (Number.isNaN(board.tsMs[k]!)) continue
      windowEndMs.set(k, clock.nowMs() + WINDOW_MS)
      write(k)
    }
  void keepBeating(options, 'line.pricing.heartbeat', () => ({}))
}

export const openTransactionStream = (options: LineStreamOptions & { readonly account: AccountBook }): void => {
  const { account, broker, writer } = options
  // A heartbeat must not name a transaction that has not been sent yet.
  let sentId = account.lastTransactionID()
  const stop = broker.onTransaction((of, transaction) => {
    if (of !== account) return
    if (writer.ended) return stop()
    sentId = transaction.id
    writer.write('line.transactions.transaction', documentText(transaction, options.unix))
  })
  void keepBeating(options, 'line.transactions.heartbeat', () => ({ lastTransactionID: sentId }))
}
