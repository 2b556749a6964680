/** Whether something that is asked again and again answers, and since when it does not. */
import { CodedError } from '../../../lib/errors.js'
import type { Clock } from '../../../lib/clock.js'
import { pause } from '../../../lib/pause.js'
import { within } from '../../../lib/timeout.js'
import type { OandaClient } from '../../../oanda/client/client.js'
import type { OandaEvent } from '../../../oanda/client/oanda-event.js'
import type { Store } from '../../../store/store.js'

export interface Health {
  /** `sinceMs`: monotonic, from when on; default now. */
  failed(why: string, sinceMs?: number): void
  answered(): void
  /** Null = it answers, or has failed for a moment only. */
  reason(): string | null
}

/** `patienceMs`: machine time of failures that is no outage. */
const healthOf = (clock: Clock, name: string, patienceMs: () => number): Health => {
  let failure: { readonly sinceMs: number; readonly why: string } | null = null
  return {
    failed: (why, sinceMs = clock.monotonicMs()) => {
      failure = { sinceMs: failure?.sinceMs ?? sinceMs, why }
    },
    answered: () => {
      failure = null
    },
    reason: () =>
      failure === null || clock.monotonicMs() - failure.sinceMs < patienceMs()
        ? null
        : `${name} does not answer: ${failure.why}`,
  }
}

/** A read that is repeated after a broken connection or a 503 is no outage yet. */
const BROKER_PATIENCE_MS = 1_000
/** A broker that asks for fewer requests lives: only a limit that lasts is one. */
const LIMIT_PATIENCE_MS = 30_000
/** From the end of the wait that the last 429 asked for: without another one there is no limit any more. */
const LIMIT_OVER_MS = 10_000

export interface BrokerHealth extends Health {
  /** Takes an event of the client; true where it need not be logged: an attempt that will be repeated. */
  heard(event: OandaEvent): boolean
}

export const brokerHealth = (clock: Clock): BrokerHealth => {
  let limitedUntilMs = Number.NEGATIVE_INFINITY
  const isLimited = () => clock.monotonicMs() < limitedUntilMs
  const health = healthOf(clock, 'the broker', () => (isLimited() ? LIMIT_PATIENCE_MS : BROKER_PATIENCE_MS))
  return {
    ...health,
    heard: ({ kind, text, waitMs = 0 }) => {
      if (kind === 'rate-limited')
        limitedUntilMs = Math.max(limitedUntilMs, clock.monotonicMs() + waitMs + LIMIT_OVER_MS)
      if (kind === 'rate-limited' || kind === 'retry') health.failed(text)
      return kind === 'retry'
    },
  }
}

/** Reads that prove, by their answer or its absence, whether the broker can be worked with. */
const PROOFS = ['account', 'summary', 'transactionsSince', 'pricing', 'openPositions'] as const

/** The client, with the answers to its reads noted. Failed attempts of a read are reported by the client itself. */
export const watchedClient = (client: OandaClient, health: Health): OandaClient => {
  const watched =
    <A extends readonly unknown[], T>(read: (...args: A) => Promise<T>, isProof: boolean) =>
    async (...args: A): Promise<T> => {
      try {
        const answer = await read(...args)
        health.answered()
        return answer
      } catch (error) {
        const isOutage = error instanceof CodedError && (isProof || error.code === 'broker-unavailable')
        if (isOutage) health.failed(error.message)
        throw error
      }
    }
  const proofs = Object.fromEntries(
    PROOFS.map((name) => [name, watched(client[name] as (...args: readonly unknown[]) => Promise<unknown>, true)]),
  ) as Pick<OandaClient, (typeof PROOFS)[number]>
  return {
    ...client,
    ...proofs,
    candles: watched(client.candles, false),
    instruments: watched(client.instruments, false),
  }
}

const PROBE_MS = 500
/** A broker that has not answered a probe for this long does not answer. */
const SILENT_MS = 1_500

/** Asks the broker twice a second: otherwise nothing may ask it for half a minute, and an order would find out that it is away. */
export const probeBroker = async (
  client: Pick<OandaClient, 'summary'>,
  clock: Clock,
  health: Health,
  signal: AbortSignal,
): Promise<void> => {
  let askedMs = Number.NaN
  while (await pause(clock, PROBE_MS, signal)) {
    if (clock.monotonicMs() - askedMs >= SILENT_MS) health.failed(`no answer for ${SILENT_MS} ms`, askedMs)
    if (!Number.isNaN(askedMs)) continue
    askedMs = clock.monotonicMs()
    // Its outcome is noted where it is asked; a stop does not wait for it.
    void client
      .summary()
      .catch(() => undefined)
      .finally(() => {
        askedMs = Number.NaN
      })
  }
}

const STORE_PROBE_MS = 1_000

export interface StoreHealth {
  /** Null = it answers, and what it confirms survives it. */
  reason(): string | null
  /** The same as alarms, each with its text. */
  conditions(): readonly (readonly [code: 'store' | 'durability', text: string | null])[]
  /** Asks each second, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

/** A store in memory keeps nothing and is what one asks for where none is installed. */
export const storeHealth = (store: Pick<Store, 'durability' | 'kind'>, clock: Clock): StoreHealth => {
  const answers = healthOf(clock, 'the store', () => 0)
  let weakness: string | null = null
  const ask = async (): Promise<void> => {
    const { durable, reason } = await store.durability()
    weakness = durable || store.kind === 'memory' ? null : `the store may lose what it has confirmed: ${reason}`
    answers.answered()
  }
  return {
    reason: () => answers.reason() ?? weakness,
    conditions: () => [
      ['store', answers.reason()],
      ['durability', weakness],
    ],
    run: async (signal) => {
      while (await pause(clock, STORE_PROBE_MS, signal)) {
        const asked = ask().catch((error: unknown) => answers.failed((error as Error).message))
        await within(clock, STORE_PROBE_MS, asked, () => answers.failed(`no answer for ${STORE_PROBE_MS} ms`))
      }
    },
  }
}
