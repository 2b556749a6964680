/** Prices as they come, with a REST snapshot after each opening, so that a break costs only time. */
import { CodedError } from '../../lib/errors.js'
import type { OandaClient } from '../client/client.js'
import { reopeningStream } from './stream.js'
import { clientPrice, heartbeat, type WirePrice } from '../wire/records.js'

export type PriceEvent =
  | { readonly kind: 'open' }
  | { readonly kind: 'price'; readonly price: WirePrice }
  | { readonly kind: 'heartbeat'; readonly tsMs: number }
  | { readonly kind: 'gap'; readonly why: string; readonly waitMs: number }
  /** A line or a snapshot that was skipped. */
  | { readonly kind: 'fault'; readonly why: string }

export interface FollowOptions {
  /** Numbers in [0, 1). */
  readonly random: () => number
  readonly signal: AbortSignal
  /** How long without a byte until the stream is dead, broker's ms; default 10 s. */
  readonly silenceMs?: number
}

/** A price may come twice, or late from the snapshot: keep the newest by time. */
export const pricingStream = async function* (
  client: OandaClient,
  names: readonly string[],
  options: FollowOptions,
): AsyncGenerator<PriceEvent, void> {
  const open = (signal: AbortSignal) => client.openStream('pricing', names, signal)
  // Lines do not wait for the snapshot: it comes out with the first line after its arrival.
  let arrived: readonly PriceEvent[] = []
  for await (const event of reopeningStream({ ...options, open, clock: client.clock })) {
    const snapshots = arrived
    arrived = []
    yield* snapshots
    if (event.kind === 'line') yield readLine(client, event.value)
    else yield event
    if (event.kind === 'open')
      void snapshot(client, names).then((prices) => {
        arrived = [...arrived, ...prices]
      })
  }
}

/** If it fails, the stream's own first prices must do. */
const snapshot = async (client: OandaClient, names: readonly string[]): Promise<readonly PriceEvent[]> => {
  try {
    return (await client.pricing(names)).map((price) => ({ kind: 'price', price }))
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return [{ kind: 'fault', why: error.message }]
  }
}

const readLine = (client: OandaClient, value: Readonly<Record<string, unknown>>): PriceEvent => {
  const beat = heartbeat.safeParse(value)
  if (beat.success) {
    client.clock.sampleEvent(beat.data.time)
    return { kind: 'heartbeat', tsMs: beat.data.time }
  }
  const price = clientPrice.safeParse(value)
  if (!price.success) {
    const issue = price.error.issues[0]
    return { kind: 'fault', why: `pricing stream: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }
  }
  client.clock.sampleEvent(price.data.time)
  return { kind: 'price', price: price.data }
}
