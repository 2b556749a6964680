/** Prices as they come, with a snapshot over REST after every opening, so that a break costs nothing but its time. */
import { CodedError } from '../../lib/errors.js'
import type { OandaClient } from '../client/client.js'
import { stream } from './stream.js'
import { clientPrice, heartbeat, type WirePrice } from '../wire/records.js'

export type PriceEvent =
  | { readonly kind: 'open' }
  | { readonly kind: 'price'; readonly price: WirePrice }
  | { readonly kind: 'heartbeat'; readonly tsMs: number }
  | { readonly kind: 'gap'; readonly why: string; readonly waitMs: number }
  /** A line or a snapshot that was left out. */
  | { readonly kind: 'fault'; readonly why: string }

export interface FollowOptions {
  /** Numbers in [0, 1). */
  readonly random: () => number
  readonly signal: AbortSignal
  /** Dead after so long without a byte, broker's milliseconds; 10 s. */
  readonly silenceMs?: number
}

/** Prices of one instrument may come twice or, from the snapshot, late: keep the newest by their time. */
export const pricingStream = async function* (
  client: OandaClient,
  names: readonly string[],
  options: FollowOptions,
): AsyncGenerator<PriceEvent, void> {
  const open = (signal: AbortSignal) => client.openStream('pricing', names, signal)
  // Lines do not wait for the snapshot: it is given with the first line after its arrival.
  let arrived: readonly PriceEvent[] = []
  for await (const event of stream({ ...options, open, clock: client.clock })) {
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

/** Without it the stream's own first prices must do. */
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
