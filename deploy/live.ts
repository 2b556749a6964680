/** Composition root of `sep live`: the broker's candles in, the same graph, the broker in its slot, journal and orders out. */
import { randomBytes } from 'node:crypto'
import { systemClock } from '../lib/clock.js'
import { CodedError } from '../lib/errors.js'
import { SepError } from '../model/error-codes.js'
import { createOandaClient, type OandaClient } from '../oanda/client/client.js'
import { liveApp } from '../api/live-app.js'
import { accountRefusal } from '../sinks/execution/reconcile.js'
import { noCrash } from '../lib/crash-points.js'
import { openSession } from '../app/live/roles/single.js'
import type { LiveInputs, LiveSession, SessionInputs } from '../app/live/session.js'
import { openSlicer } from '../app/live/roles/slicer.js'
import { openTrader } from '../app/live/roles/trader.js'
import { type Readiness, readiness } from '../app/live/monitoring/readiness.js'
import { listen } from '../lib/listen.js'
import { beginsAnew } from '../app/live/roles/part-start.js'
import { processName } from '../app/connect/process-name.js'
import { skewReason } from '../app/live/monitoring/clock-skew.js'

/** Jitter only: nothing of it enters the graph. */
const random = (): number => randomBytes(4).readUInt32LE() / 2 ** 32

const STANDBY_MS = 500
/** Slices that are missing come with another start of the part that makes them, not within a moment. */
const ANEW_MS = 2_000

/** Runs until the signal aborts. Waits beside an instance that holds the account, and before an account that cannot be traded; what refuses trading is said on `/ready`. */
export const live = async (inputs: LiveInputs): Promise<void> => {
  const { clock = systemClock, signal, say } = inputs
  const ready = readiness(say)
  const { part } = inputs
  const open = (session: SessionInputs): Promise<LiveSession | null> =>
    !part ? openSession(session) : (part.role === 'slices' ? openSlicer : openTrader)(session, part.nodes)
  const client = createOandaClient({
    target: inputs.target,
    token: inputs.token,
    clock,
    speed: inputs.speed,
    random,
    report: (event) => {
      if (event.kind !== 'retry') say(`broker: ${event.kind}: ${event.text}`)
    },
    // Somebody who watches gets the request in pieces; nobody does where nothing is to crash.
    onStage: inputs.crash === noCrash ? undefined : (stage) => inputs.crash.at(stage),
  })
  let session: LiveSession | null = null
  const server = await listen(
    liveApp({
      reasons: () => [...ready.reasons(), ...reasonsNow(client), ...(session?.reasons?.() ?? [])],
      status: () => session?.status() ?? { state: 'standby' },
      stats: () => session?.stats() ?? [],
      explain: (instrument, tsMs) => {
        if (!session)
          throw new SepError('missing-data', 'there is no slice yet: the pipeline does not hold the account')
        return session.explain(instrument, tsMs)
      },
    }),
    { port: inputs.port, host: inputs.host },
  )
  inputs.onListening?.(server.url)
  const owner = processName()
  try {
    await check(inputs, ready)
    while (!signal.aborted) {
      const how = await tenure(inputs, ready, async () => {
        session = await start({ ...inputs, client, owner, ready, random }, open)
        return session
      })
      if (how === 'over') return
      session = null
      if (how !== 'again') await clock.sleep(how === 'waits' ? STANDBY_MS : ANEW_MS, signal).catch(() => undefined)
    }
  } finally {
    client.close()
    await server.close()
  }
}

/** Null where it has to wait. An account that cannot be traded is looked at before its lease is taken: whoever mends it needs no restart. */
const start = async (
  inputs: SessionInputs,
  open: (inputs: SessionInputs) => Promise<LiveSession | null>,
): Promise<LiveSession | null> => {
  const refusal = accountRefusal(await inputs.client.account())
  if (refusal === null) return open(inputs)
  inputs.ready.set('start', refusal)
  return null
}

/** `waits`: the account, the broker or the store cannot be had yet. `anew`: the part has to find another state to go on from. */
const tenure = async (
  { signal, part }: LiveInputs,
  ready: Readiness,
  open: () => Promise<LiveSession | null>,
): Promise<'over' | 'again' | 'waits' | 'anew'> => {
  let session: LiveSession | null = null
  try {
    session = await open()
    return session ? await session.run() : 'waits'
  } catch (error) {
    // Stopped during the start: nothing has begun.
    if (!session && error === signal.reason) return 'over'
    const anew = part?.role === 'trades' && beginsAnew(error)
    if (!anew && (session || !isAway(error))) throw error
    ready.set('start', (error as SepError).message)
    return anew ? 'anew' : 'waits'
  }
}

/** What must not be overlooked for a moment: it is asked at each look. */
const reasonsNow = (client: OandaClient): readonly string[] => {
  const skew = skewReason(client.clock)
  return skew === null ? [] : [skew]
}

/** Real money needs a store that forgets nothing. */
const check = async ({ store, target }: LiveInputs, ready: Readiness): Promise<void> => {
  const durability = await store.durability()
  if (durability.durable) return
  const reason = `the store is not durable enough: ${durability.reason}`
  if (target.environment !== 'paper') throw new SepError('store-refused', reason)
  ready.set('store', null)
}

/** A broker or a store that is away is waited for. Anything else ends the start. */
const isAway = (error: unknown): boolean =>
  error instanceof CodedError && ['broker-unavailable', 'store-unavailable'].includes(error.code)
