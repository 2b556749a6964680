/** The broker itself, without its HTTP face: prices, accounts and what time does to them. */
import type { Clock } from '../../graph/clock.js'
import { assert } from '../../graph/errors.js'
import type { Store } from '../../graph/ports.js'
import type { World } from '../../graph/world.js'
import { nextRoll, tradingDay } from '../../operators/calendar/new-york.js'
import { watchMargin } from '../../operators/exchange/closeout.js'
import { bookFinancing } from '../../operators/exchange/financing.js'
import { matchQuote } from '../../operators/exchange/matching.js'
import { cancel, expire } from '../../operators/exchange/orders.js'
import { beginBatch } from '../../operators/exchange/transactions.js'
import type { ExchangeConfig } from '../../operators/exchange/types.js'
import { type AccountBook, openAccountBook } from './account-book.js'
import { type AccountStore, accountStore, type BrokerState } from './account-store.js'
import { createPriceBoard, type PriceBoard } from './price-board.js'
import type { PriceFeed, Tick } from './price-feed.js'
import type { WireTransaction } from './wire-types.js'

export interface BrokerOptions {
  readonly clock: Clock
  readonly feed: PriceFeed
  /** Ids like 101-001-1234567-001. */
  readonly accounts: readonly string[]
  /** Of every account; the log is kept whatever it says. */
  readonly exchange: ExchangeConfig
  /** null = memory: nothing survives the process. */
  readonly store: Store | null
}

export interface Broker {
  readonly clock: Clock
  readonly world: World
  readonly feed: PriceFeed
  readonly board: PriceBoard
  readonly accounts: ReadonlyMap<string, AccountBook>
  readonly exchange: ExchangeConfig
  /** Plays prices, fills, financing and expiries up to the clock's time and gives it, whole ms. Every request begins with it. */
  advance(): number
  /** Lets the market act on instrument k now: what can fill fills, immediate orders of a closed market are cancelled. */
  match(account: AccountBook, k: number): void
  /** Ends what the account was asked: its new transactions, one batch where a request made them. They are told when they are kept. */
  commit(account: AccountBook, requestId: string | null): readonly WireTransaction[]
  /** Resolves when everything committed so far is kept; rejects when it could not be. */
  saved(): Promise<void>
  nextRequestId(): string
  /** Nobody trades k until then, whatever the market's hours say. */
  halt(k: number, untilMs: number): void
  /** Called with each price, and where the market of an instrument opens or closes. Gives a way to end it. */
  onPrice(listen: (k: number, tsMs: number) => void): () => void
  /** Called with each kept transaction. */
  onTransaction(listen: (account: AccountBook, transaction: WireTransaction) => void): () => void
  /** Keeps the market going until the signal aborts; then the state is kept once more. Rejects when the store fails. */
  run(signal: AbortSignal): Promise<void>
}

/** With nothing due the pump looks again after this, broker time. */
const LONGEST_SLEEP_MS = 60_000
/** What has no transaction, as a trailing stop that follows, is kept this often. */
const KEEP_STATE_EVERY_MS = 60_000
const MINUTE_MS = 60_000
/** At the start an older price does not open a market. */
const FRESH_MS = 5 * MINUTE_MS

export const createBroker = async (options: BrokerOptions): Promise<Broker> => {
  const { clock, feed, accounts: ids } = options
  const { world } = feed
  const exchange = { ...options.exchange, keepLog: true }
  const board = createPriceBoard(world)
  const kept: AccountStore | null = options.store && accountStore(options.store)
  const accounts = new Map<string, AccountBook>()
  const priceListeners = new Set<(k: number, tsMs: number) => void>()
  const transactionListeners = new Set<(account: AccountBook, transaction: WireTransaction) => void>()
  const haltedUntilMs = new Float64Array(world.instruments.length)
  const startMs = Math.floor(clock.nowMs())
  let nowMs = startMs
  let requests = startMs * 1000
  let rollMs = nextRoll(startMs - 1)
  let saving: Promise<void> = Promise.resolve()
  let stateKeptMs = startMs

  const nextRequestId = (): string => String(++requests)
  const state = (): BrokerState => ({ nowMs, rollMs })
  const tell = (account: AccountBook, transactions: readonly WireTransaction[]): void => {
    for (const transaction of transactions) for (const listen of transactionListeners) listen(account, transaction)
  }
  const commit = (account: AccountBook, requestId: string | null): readonly WireTransaction[] => {
    const transactions = account.commit(requestId)
    if (transactions.length === 0) return transactions
    if (!kept) {
      tell(account, transactions)
      return transactions
    }
    // The state is taken now, before anything else can happen to the account.
    const batch = kept.batchOf(account, transactions, state())
    saving = saving.then(() => kept.write(batch)).then(() => tell(account, transactions))
    // Whoever asks hears of a failure; nobody may be asking yet.
    saving.catch(() => {})
    return transactions
  }
  const keepStates = (): void => {
    if (!kept || nowMs - stateKeptMs < KEEP_STATE_EVERY_MS) return
    stateKeptMs = nowMs
    for (const account of accounts.values()) {
      const batch = kept.batchOf(account, [], state())
      saving = saving.then(() => kept.write(batch))
      saving.catch(() => {})
    }
  }

  const isOpen = (k: number, tsMs: number): boolean => tsMs >= haltedUntilMs[k]! && feed.isOpen(k, tsMs)
  /** Closes markets whose hours are over at tsMs; a market opens with a price. */
  const watchHours = (tsMs: number): void => {
    for (let k = 0; k < world.instruments.length; k++) {
      if (board.tradeable[k] === 0 || isOpen(k, tsMs)) continue
      board.tradeable[k] = 0
      for (const listen of priceListeners) listen(k, tsMs)
    }
  }
  const match = ({ ex }: AccountBook, k: number): void => {
    ex.homeRate.set(board.homeRate)
    if (board.tradeable[k] === 1) {
      matchQuote(ex, k, board.bid[k]!, board.ask[k]!, nowMs)
      return
    }
    for (const order of ex.orders[k]!.slice()) {
      if (order.timeInForce !== 'FOK' && order.timeInForce !== 'IOC') continue
      if (order.batch !== ex.batch) beginBatch(ex, nowMs)
      cancel(ex, order, 'MARKET_HALTED', nowMs)
    }
  }
  /** Closes out until the account is safe or nothing more can be closed. */
  const guardMargin = (account: AccountBook, tsMs: number): void => {
    const { ex } = account
    if (ex.trades.every((trades) => trades.length === 0) && Number.isNaN(ex.marginCallTsMs)) return
    while (watchMargin(ex, account.mark(), tsMs, board.tradeable, 0));
  }
  const publish = (tick: Tick): void => {
    const { k, tsMs } = tick
    nowMs = tsMs
    board.put(tick)
    watchHours(tsMs)
    board.tradeable[k] = isOpen(k, tsMs) ? 1 : 0
    for (const account of accounts.values()) {
      const { ex } = account
      ex.homeRate.set(board.homeRate)
      if (board.tradeable[k] === 1) matchQuote(ex, k, tick.bid, tick.ask, tsMs)
      guardMargin(account, tsMs)
      commit(account, null)
    }
    for (const listen of priceListeners) listen(k, tsMs)
  }
  /** 1970-01-01 was a Thursday; the New York day that ends here is the one before the roll. */
  const roll = (): void => {
    nowMs = rollMs
    const weekday = (((tradingDay(rollMs - 1) + 3) % 7) + 7) % 7
    rollMs = nextRoll(rollMs)
    for (const account of accounts.values()) {
      account.ex.homeRate.set(board.homeRate)
      bookFinancing(account.ex, nowMs, weekday)
      commit(account, null)
    }
  }
  const advance = (): number => {
    const toMs = Math.floor(clock.nowMs())
    for (;;) {
      const tickMs = feed.nextMs()
      if (Math.min(tickMs, rollMs) > toMs) break
      if (rollMs <= tickMs) roll()
      else publish(feed.take())
    }
    nowMs = Math.max(nowMs, toMs)
    watchHours(nowMs)
    for (const account of accounts.values()) {
      for (let k = 0; k < world.instruments.length; k++) expire(account.ex, k, nowMs)
      commit(account, null)
    }
    keepStates()
    return nowMs
  }

  // What was published in this minute before the start is known, as the last minute before it is.
  const minuteMs = Math.floor(startMs / MINUTE_MS) * MINUTE_MS
  for (const [k, minutes] of feed.minutes.entries()) {
    const row = minutes.firstAt(minuteMs) - 1
    if (row < 0) continue
    const { tMs, bc, ac } = minutes.columns
    const scale = Number(`1e${world.instruments[k]!.displayPrecision}`)
    const grid = (price: number) => Math.round(price * scale) / scale
    board.seed({ k, tsMs: tMs[row]! + MINUTE_MS - 1, bid: grid(bc[row]!), ask: grid(ac[row]!) })
  }
  while (feed.nextMs() < startMs) board.put(feed.take())
  for (let k = 0; k < world.instruments.length; k++)
    board.tradeable[k] = startMs - board.tsMs[k]! < FRESH_MS && isOpen(k, startMs) ? 1 : 0
  let keptRollMs = Number.POSITIVE_INFINITY
  for (const id of ids) {
    assert(!accounts.has(id), `account ${id} is there once`)
    const saved = (await kept?.load(id, exchange, world)) ?? null
    if (saved) keptRollMs = Math.min(keptRollMs, saved.rollMs)
    const account = openAccountBook({ id, config: exchange, world, tsMs: startMs, nextRequestId, saved })
    accounts.set(id, account)
    for (let k = 0; k < world.instruments.length; k++) {
      account.ex.bid[k] = board.bid[k]!
      account.ex.ask[k] = board.ask[k]!
    }
    account.ex.homeRate.set(board.homeRate)
    commit(account, nextRequestId())
  }
  rollMs = Math.min(rollMs, keptRollMs)
  await saving

  return {
    clock,
    world,
    feed,
    board,
    accounts,
    exchange,
    advance,
    match,
    commit,
    saved: () => saving,
    nextRequestId,
    halt: (k, untilMs) => {
      haltedUntilMs[k] = untilMs
      watchHours(nowMs)
    },
    onPrice: (listen) => {
      priceListeners.add(listen)
      return () => priceListeners.delete(listen)
    },
    onTransaction: (listen) => {
      transactionListeners.add(listen)
      return () => transactionListeners.delete(listen)
    },
    run: async (signal) => {
      while (!signal.aborted) {
        advance()
        await saving
        const dueMs = Math.min(feed.nextMs(), rollMs, nowMs + LONGEST_SLEEP_MS)
        await clock.sleep(Math.max(1, dueMs - clock.nowMs()), signal).catch(() => undefined)
      }
      stateKeptMs = Number.NEGATIVE_INFINITY
      keepStates()
      await saving
    },
  }
}
