/** Composition root of the paper broker: a market, accounts on the exchange engine, a store, two ports. */
import { readFileSync } from 'node:fs'
import { accountStore } from '../api/paper-broker/account/account-store.js'
import { createBroker } from '../api/paper-broker/broker.js'
import { type FaultPlan, readFaultPlan } from '../api/paper-broker/faults/faults.js'
import { brokerServer } from '../api/paper-broker/http/server.js'
import type { Token } from '../api/paper-broker/account/tokens.js'
import { type Clock, scaledClock, systemClock } from '../lib/clock.js'
import { CodedError } from '../lib/errors.js'
import { SepError } from '../model/error-codes.js'
import type { Store } from '../store/store.js'
import type { ExchangeConfig } from '../operators/exchange/types.js'
import { openStore } from '../store/open-store.js'
import { brokerFinancing } from '../app/paper-broker/financing.js'
import { type BrokerMarketInputs, brokerMarket } from '../app/paper-broker/market.js'
import { openBrokerPorts } from '../app/paper-broker/ports.js'

/** OANDA's fee on converting profits, a fraction. */
const CONVERSION_FEE = 0.005

export interface BrokerInputs extends BrokerMarketInputs {
  readonly port: number
  readonly streamPort: number
  readonly accounts: readonly string[]
  readonly tokens: readonly Token[]
  /** First deposit, home currency. */
  readonly balance: number
  /** True: long and short trades of one instrument live side by side, in every account. */
  readonly hedging: boolean
  /** Broker seconds a second. */
  readonly speed: number
  /** `memory`, or a URL or socket path of Valkey. */
  readonly store: string
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
  readonly instruments: readonly string[]
  /** Broker time at the start, ms UTC. */
  readonly nowMs: number
  readonly speed: number
  readonly store: string
}

/** Runs until the signal aborts or the store fails. */
export const broker = async (inputs: BrokerInputs): Promise<void> => {
  const base = inputs.clock ?? systemClock
  const faults = readFaults(inputs.faultsFile)
  const market = await brokerMarket(inputs)
  const opened = inputs.store === 'memory' ? null : await openStore({ url: inputs.store, dataDir: '.', clock: base })
  const exchange: ExchangeConfig = {
    capital: inputs.balance,
    // What a client sees is what it gets: fills are at the prices that the streams show.
    slippageBps: 0,
    conversionFee: CONVERSION_FEE,
    accountMarginRate: 0,
    financing: brokerFinancing,
    hedging: inputs.hedging,
    keepLog: true,
  }
  try {
    const startMs = Math.max(market.fromMs, await keptUntil(opened?.store ?? null, inputs.accounts))
    const feed = market.open(startMs)
    const clock = scaledClock(base, { startMs, speed: inputs.speed })
    const own = await createBroker({ clock, feed, accounts: inputs.accounts, exchange, store: opened?.store ?? null })
    const failing = new AbortController()
    const onBug = (error: unknown) => failing.abort(error)
    const apps = brokerServer({ broker: own, tokens: inputs.tokens, onBug, ...(faults ? { faults } : {}) })
    const ports = await openBrokerPorts(apps.rest, apps.streams, { rest: inputs.port, stream: inputs.streamPort })
    try {
      inputs.onListening?.({
        restUrl: ports.restUrl,
        streamUrl: ports.streamUrl,
        accounts: inputs.accounts,
        hedging: inputs.hedging,
        instruments: market.instruments,
        nowMs: startMs,
        speed: inputs.speed,
        store: opened?.says ?? 'memory',
      })
      await own.run(AbortSignal.any([inputs.signal, failing.signal]))
      if (failing.signal.aborted) throw failing.signal.reason
    } finally {
      await ports.close()
    }
  } finally {
    await opened?.store.close()
  }
}

/** Broker time of the last thing that the store knows of these accounts. */
const keptUntil = async (store: Store | null, accounts: readonly string[]): Promise<number> => {
  if (!store) return Number.NEGATIVE_INFINITY
  const times = await Promise.all(accounts.map((id) => accountStore(store).keptUntilMs(id)))
  return Math.max(...times)
}

const readFaults = (file: string | undefined): FaultPlan | null => {
  if (file === undefined) return null
  try {
    return readFaultPlan(JSON.parse(readFileSync(file, 'utf8')), file)
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw new SepError('bad-config', `${file}: ${(error as Error).message}`)
  }
}
