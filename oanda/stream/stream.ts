/** A stream of the broker, reopened whenever it breaks; each break is an event, because lines may be missing. */
import type { Clock } from '../../lib/clock.js'
import { createBackOff } from '../../lib/back-off.js'
import type { Fault, Opened } from '../client/open-request.js'
import { pause } from '../../lib/pause.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { readLines } from './read-lines.js'

/** Both streams send a heartbeat every 5 s; two missed ones are a dead stream. */
const SILENCE_MS = 10_000
const FIRST_WAIT_MS = 1_000
const MOST_WAIT_MS = 5 * MINUTE_MS
/** A stream that has lived this long is healthy: the next break starts from the first wait. */
const HEALTHY_MS = MINUTE_MS

export type StreamEvent =
  | { readonly kind: 'open' }
  | { readonly kind: 'line'; readonly value: Readonly<Record<string, unknown>> }
  /** Everything since the last line is lost; the next attempt follows after `waitMs`. */
  | { readonly kind: 'gap'; readonly why: string; readonly waitMs: number }

export interface StreamOptions {
  /** One attempt; never rejects, and times out by itself. */
  readonly open: (signal: AbortSignal) => Promise<Opened | Fault>
  /** The broker's clock: watchdog and waits run by it. */
  readonly clock: Clock
  readonly random: () => number
  /** Ends the stream. */
  readonly signal: AbortSignal
  readonly silenceMs?: number
}

export const reopeningStream = async function* (options: StreamOptions): AsyncGenerator<StreamEvent, void> {
  const { clock, signal, silenceMs = SILENCE_MS } = options
  const backOff = createBackOff(FIRST_WAIT_MS, MOST_WAIT_MS, options.random)
  while (!signal.aborted) {
    const connection = new AbortController()
    const give = () => connection.abort('aborted')
    signal.addEventListener('abort', give, { once: true })
    let why: string
    try {
      const opened = await options.open(connection.signal)
      if (!opened.ok) why = opened.why
      else if (opened.status !== 200) {
        opened.body.destroy()
        why = `HTTP ${opened.status}`
      } else {
        const openedMs = clock.monotonicMs()
        yield { kind: 'open' }
        why = yield* linesOf(readLines(opened.body, { clock, silenceMs, signal: connection.signal }))
        if (clock.monotonicMs() - openedMs >= HEALTHY_MS) backOff.reset()
      }
    } finally {
      signal.removeEventListener('abort', give)
      connection.abort('aborted')
    }
    if (signal.aborted) return
    const waitMs = backOff.next()
    yield { kind: 'gap', why, waitMs }
    await pause(clock, waitMs, signal)
  }
}

const linesOf = async function* (
  lines: AsyncGenerator<Readonly<Record<string, unknown>>, string>,
): AsyncGenerator<StreamEvent, string> {
  try {
    for (;;) {
      const next = await lines.next()
      if (next.done) return next.value
      yield { kind: 'line', value: next.value }
    }
  } finally {
    await lines.return('left')
  }
}
