/** Composition root of the paper broker: a market, accounts on the exchange engine, a store, two ports. */
import type { Token } from '../api/paper-broker/account/tokens.js'
import { createBroker } from '../api/paper-broker/broker.js'
import { brokerServer } from '../api/paper-broker/http/server.js'
import { brokerExchange } from '../app/paper-broker/exchange.js'
import { faultPlanFile } from '../app/paper-broker/fault-plan-file.js'
import { type AccountPlace, keptAccounts } from '../app/paper-broker/kept-accounts.js'
import { brokerMarket, type BrokerMarketInputs } from '../app/paper-broker/market.js'
import { type BrokerAddress, openBrokerPorts } from '../app/paper-broker/ports.js'
import type { BrokerTerms } from '../app/paper-broker/terms.js'
import { type Clock, scaledClock, systemClock } from '../lib/clock.js'

export interface BrokerInputs extends BrokerMarketInputs, BrokerAddress {
  readonly accounts: readonly string[]
  readonly tokens: readonly Token[]
  /** Initial deposit, home currency; null = as it was, or 100,000. */
  readonly balance: number | null
  /** True: long and short trades of one instrument coexist, in every account. */
  readonly hedging: boolean
  readonly terms: BrokerTerms
  /** Broker seconds per second. */
  readonly speed: number
  /** Where the accounts are kept. */
  readonly place: AccountPlace
  /** Puts kept accounts aside and opens new ones. */
  readonly fresh?: boolean
  readonly faultsFile?: string | undefined
  readonly signal: AbortSignal
  readonly clock?: Clock
  readonly onListening?: (facts: BrokerFacts) => void
}
export interface BrokerFacts {
  readonly restUrl: string
  readonly streamUrl: string
  readonly accounts: readonly string[]
  readonly hedging: boolean
  readonly terms: BrokerTerms
  readonly instruments: readonly string[]
  /** Broker time at the start, ms UTC. */
  readonly nowMs: number
  readonly speed: number
  readonly store: string
  /** What it goes on with. */
  readonly notes: readonly string[]
}

/** Runs until the signal aborts or the store fails. */
export const broker = async (inputs: BrokerInputs): Promise<void> => {
  const { accounts, hedging, speed, tokens, terms, clock: base = systemClock } = inputs
  const faults = faultPlanFile(inputs.faultsFile)
  const market = await brokerMarket(inputs)
  const { place, balance, home, fresh = false } = inputs
  const identity = { ...market.identity, fromMs: market.fromMs, home, hedging }
  const kept = await keptAccounts({ place, accounts, market: identity, balance, fresh, clock: base })
  try {
    const startMs = Math.max(market.fromMs, kept.untilMs)
    const feed = market.open(startMs)
    const clock = scaledClock(base, { startMs, speed })
    const exchange = brokerExchange(kept.balance, hedging, terms)
    const own = await createBroker({ clock, feed, accounts, exchange, store: kept.store })
    const failing = new AbortController()
    const onBug = (error: unknown) => failing.abort(error)
    const apps = brokerServer({ broker: own, tokens, onBug, ...(faults ? { faults } : {}) })
    const ports = await openBrokerPorts(apps.rest, apps.streams, inputs)
    try {
      const { restUrl, streamUrl } = ports
      const facts = { restUrl, streamUrl, accounts, hedging, instruments: market.instruments, nowMs: startMs, speed }
      inputs.onListening?.({ ...facts, terms, store: kept.description, notes: kept.notes })
      await own.run(AbortSignal.any([inputs.signal, failing.signal]))
      if (failing.signal.aborted) throw failing.signal.reason
    } finally {
      await ports.close()
    }
  } finally {
    await kept.close()
  }
}
