/** The broker without its HTTP interface: prices, accounts, and what time does to them. */
import type { Clock } from '../../lib/clock.js'
import { assert } from '../../lib/errors.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import type { World } from '../../model/world.js'
import { nextRoll } from '../../operators/calendar/new-york.js'
import { depthLevels } from '../../operators/exchange/terms/depth.js'
import type { ExchangeConfig } from '../../operators/exchange/types.js'
import { type AccountBook, openAccountBook } from './account/account-book.js'
import type { AccountStore } from './account/saved-account.js'
import { createTransactionLog, type TransactionLog } from './account/transaction-log.js'
import { endDay, expireAll, matchInstrument, applyPrice } from './market/market-events.js'
import { createQuoteBoard, type QuoteBoard } from './market/quote-board.js'
import type { PriceFeed, Tick } from './market/price-feed.js'
import { seedBoard } from './market/seed-board.js'
import type { WireTransaction } from './wire/types.js'

export interface PaperBrokerOptions {
  readonly clock: Clock
  readonly feed: PriceFeed
  /** Ids like 101-001-1234567-001. */
  readonly accounts: readonly string[]
  /** Applies to every account; `keepLog` is always on. */
  readonly exchange: ExchangeConfig
  /** null keeps everything in memory: nothing survives the process. */
  readonly store: AccountStore | null
}

export interface PaperBroker {
  readonly clock: Clock
  readonly world: World
  readonly feed: PriceFeed
  readonly board: QuoteBoard
  readonly accounts: ReadonlyMap<string, AccountBook>
  readonly exchange: ExchangeConfig
  /**
   * Plays prices, fills, financing and expiries up to the clock's time and returns it, whole ms. Every request starts with it.
   */
  advance(): number
  /** Matches instrument k against the market now: fills what can fill, cancels immediate orders of a closed market. */
  match(account: AccountBook, k: number): void
  /** Commits an account's new transactions, as one batch if a request made them. Listeners are notified once they are stored. */
  commit(account: AccountBook, requestId: string | null): readonly WireTransaction[]
  /** Resolves once everything committed so far is stored; rejects if that failed. */
  saved(): Promise<void>
  nextRequestId(): string
  /** Halts trading of k until then, regardless of market hours. */
  halt(k: number, untilMs: number): void
  /** Called with each price, and when the market of an instrument opens or closes. Returns the unsubscribe function. */
  onPrice(listen: (k: number, tsMs: number) => void): () => void
  /** Called with each stored transaction. */
  onTransaction(listen: (account: AccountBook, transaction: WireTransaction) => void): () => void
  /** Runs the market until the signal aborts, then stores the state once more. Rejects if the store fails. */
  run(signal: AbortSignal): Promise<void>
}

/** Longest wait of the pump when nothing is due, broker time. */
const LONGEST_SLEEP_MS = MINUTE_MS

type ListenToPrices = (k: number, tsMs: number) => void

export const createBroker = async (options: PaperBrokerOptions): Promise<PaperBroker> => {
  const { clock, feed, store } = options
  const { world } = feed
  const exchange = { ...options.exchange, keepLog: true }
  const board = createQuoteBoard(world, depthLevels(exchange.depth))
  const startMs = Math.floor(clock.nowMs())
  const time: BrokerTimes = { nowMs: startMs, rollMs: nextRoll(startMs - 1), dueRollMs: new Map() }
  let requests = startMs * 1000
  const nextRequestId = (): string => String(++requests)
  const log = createTransactionLog(store, (account) => ({ nowMs: time.nowMs, rollMs: time.dueRollMs.get(account)! }))

  seedBoard(board, feed, startMs)
  const accounts = new Map<string, AccountBook>()
  for (const id of options.accounts) {
    assert(!accounts.has(id), `account ${id} is listed once`)
    const saved = (await store?.load(id, exchange, world)) ?? null
    const account = openAccountBook({ id, config: exchange, world, tsMs: startMs, nextRequestId, saved })
    accounts.set(id, account)
    time.dueRollMs.set(account, saved?.rollMs ?? time.rollMs)
    // If the feed has no price yet, use the account's own last ones: financing may be due before the first new price.
    for (let k = 0; saved && k < world.instruments.length; k++)
      if (Number.isNaN(board.bid[k]!))
        board.seed({ k, tsMs: saved.nowMs, bid: saved.ex.bid[k]!, ask: saved.ex.ask[k]! })
    log.commit(account, nextRequestId())
  }
  for (const { ex } of accounts.values()) {
    ex.bid.set(board.bid)
    ex.ask.set(board.ask)
    ex.homeRate.set(board.homeRate)
  }
  time.rollMs = Math.min(time.rollMs, ...time.dueRollMs.values())
  await log.saved()
  const market = createMarket({ feed, board, log, accounts, time, clock })

  return {
    clock,
    world,
    feed,
    board,
    accounts,
    exchange,
    ...market,
    match: (account, k) => matchInstrument(account, board, k, time.nowMs),
    commit: (account, requestId) => log.commit(account, requestId),
    saved: () => log.saved(),
    nextRequestId,
    onTransaction: (listen) => log.onTransaction(listen),
    run: async (signal) => {
      while (!signal.aborted) {
        const nowMs = market.advance()
        await log.saved()
        const dueMs = Math.min(feed.nextMs(), time.rollMs, nowMs + LONGEST_SLEEP_MS)
        await clock.sleep(Math.max(1, dueMs - clock.nowMs()), signal).catch(() => undefined)
      }
      log.keepStates(accounts.values(), time.nowMs, true)
      await log.saved()
    },
  }
}

interface BrokerTimes {
  /** The market has been played up to here. */
  nowMs: number
  /** The next 17:00 New York. */
  rollMs: number
  /** Next unbooked 17:00 of each account: the store may have saved them at different times. */
  readonly dueRollMs: Map<AccountBook, number>
}
interface MarketParts {
  readonly clock: Clock
  readonly feed: PriceFeed
  readonly board: QuoteBoard
  readonly log: TransactionLog
  readonly accounts: ReadonlyMap<string, AccountBook>
  readonly time: BrokerTimes
}

/** Plays prices, market hours and day ends in order of time. */
const createMarket = (parts: MarketParts): Pick<PaperBroker, 'advance' | 'halt' | 'onPrice'> => {
  const { accounts, board, clock, feed, log, time } = parts
  const listeners = new Set<ListenToPrices>()
  const haltedUntilMs = new Float64Array(board.world.instruments.length)
  const notify: ListenToPrices = (k, tsMs) => {
    for (const listen of listeners) listen(k, tsMs)
  }
  const isOpen = (k: number, tsMs: number): boolean => tsMs >= haltedUntilMs[k]! && feed.isOpen(k, tsMs)
  /** Closes markets whose hours have ended. A market opens with its next price. */
  const watchHours = (tsMs: number): void => {
    for (let k = 0; k < haltedUntilMs.length; k++) {
      if (board.tradeable[k] === 0 || isOpen(k, tsMs)) continue
      board.tradeable[k] = 0
      notify(k, tsMs)
    }
  }
  const publish = (tick: Tick): void => {
    const { k, tsMs } = tick
    time.nowMs = tsMs
    board.put(tick)
    watchHours(tsMs)
    board.tradeable[k] = isOpen(k, tsMs) ? 1 : 0
    for (const account of accounts.values()) {
      applyPrice(account, board, k, tsMs)
      log.commit(account, null)
    }
    notify(k, tsMs)
  }
  const roll = (): void => {
    const { rollMs } = time
    time.nowMs = rollMs
    time.rollMs = nextRoll(rollMs)
    for (const account of accounts.values()) {
      if (time.dueRollMs.get(account)! > rollMs) continue
      time.dueRollMs.set(account, time.rollMs)
      endDay(account, board, rollMs)
      log.commit(account, null)
    }
  }
  return {
    advance: () => {
      const toMs = Math.floor(clock.nowMs())
      for (;;) {
        const tickMs = feed.nextMs()
        if (Math.min(tickMs, time.rollMs) > toMs) break
        if (time.rollMs <= tickMs) roll()
        else publish(feed.take())
      }
      time.nowMs = Math.max(time.nowMs, toMs)
      watchHours(time.nowMs)
      for (const account of accounts.values()) {
        expireAll(account, time.nowMs)
        log.commit(account, null)
      }
      log.keepStates(accounts.values(), time.nowMs)
      return time.nowMs
    },
    halt: (k, untilMs) => {
      haltedUntilMs[k] = untilMs
      watchHours(time.nowMs)
    },
    onPrice: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
  }
}
