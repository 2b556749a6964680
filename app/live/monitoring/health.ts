/** Whether something that is asked again and again answers, and since when it does not. */
import { CodedError } from '../../../lib/errors.js'
import type { Clock } from '../../../lib/clock.js'
import { pause } from '../../../lib/pause.js'
import { within } from '../../../lib/timeout.js'
import type { OandaClient } from '../../../oanda/client/client.js'
import type { Store } from '../../../store/store.js'

export interface Health {
  failed(why: string): void
  answered(): void
  /** True from the first failure to the next answer. */
  isFailing(): boolean
  /** Null = it answers, or has failed for a moment only. */
  reason(): string | null
}

/** `patienceMs`: machine time of failures that is no outage. */
export const healthOf = (clock: Clock, name: string, patienceMs: number): Health => {
  let failure: { readonly sinceMs: number; readonly why: string } | null = null
  return {
    failed: (why) => {
      failure = { sinceMs: failure?.sinceMs ?? clock.monotonicMs(), why }
    },
    answered: () => {
      failure = null
    },
    isFailing: () => failure !== null,
    reason: () =>
      failure === null || clock.monotonicMs() - failure.sinceMs < patienceMs
        ? null
        : `${name} does not answer: ${failure.why}`,
  }
}

/** A read that is repeated after a broken connection or a 503 is no outage yet. */
const BROKER_PATIENCE_MS = 1_500
export const brokerHealth = (clock: Clock): Health => healthOf(clock, 'the broker', BROKER_PATIENCE_MS)

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

const PROBE_MS = 1_000

/** Asks the broker each second while `isNeeded`: an outage ends only with an answer, and nothing else may ask for half a minute. */
export const probeBroker = async (
  client: Pick<OandaClient, 'summary'>,
  clock: Clock,
  isNeeded: () => boolean,
  signal: AbortSignal,
): Promise<void> => {
  let asking = false
  while (await pause(clock, PROBE_MS, signal)) {
    if (asking || !isNeeded()) continue
    asking = true
    // Its outcome is noted where it is asked; a stop does not wait for it.
    void client
      .summary()
      .catch(() => undefined)
      .finally(() => {
        asking = false
      })
  }
}

export interface StoreHealth {
  /** Null = it answers, and what it confirms survives it. */
  reason(): string | null
  /** Asks each second, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

/** A store in memory keeps nothing and is what one asks for where none is installed. */
export const storeHealth = (store: Pick<Store, 'durability' | 'kind'>, clock: Clock): StoreHealth => {
  const answers = healthOf(clock, 'the store', 0)
  let weakness: string | null = null
  const ask = async (): Promise<void> => {
    const { durable, reason } = await store.durability()
    weakness = durable || store.kind === 'memory' ? null : `the store may lose what it has confirmed: ${reason}`
    answers.answered()
  }
  return {
    reason: () => answers.reason() ?? weakness,
    run: async (signal) => {
      while (await pause(clock, PROBE_MS, signal)) {
        const asked = ask().catch((error: unknown) => answers.failed((error as Error).message))
        await within(clock, PROBE_MS, asked, () => answers.failed(`no answer for ${PROBE_MS} ms`))
      }
    },
  }
}
