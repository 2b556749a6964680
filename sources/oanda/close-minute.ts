/** Waits for the candles of one minute: until each open instrument has its own or shows that there is none, at most until the grace is over. */
import type { CandleSeries } from '../../model/candle-series.js'
import type { Clock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import { pause } from '../../lib/pause.js'
import type { CandleSource, PolledCandles, Revision } from './candles.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { isoTime } from '../../lib/iso-time.js'

export interface CloseMinuteOptions {
  readonly source: Pick<CandleSource, 'poll'>
  /** The broker's clock. */
  readonly clock: Clock
  /** Open instruments, with the label of the last candle used of each. */
  readonly open: ReadonlyMap<string, number>
  /** End of the minute; its candle has the label closeMs - 60,000. */
  readonly closeMs: number
  /** Longest wait after closeMs. */
  readonly graceMs: number
  /** Wait between two polls of an instrument. */
  readonly everyMs: number
  /** The last poll may take so long beyond the grace. */
  readonly lastPollMs: number
  readonly signal: AbortSignal
}

export interface ClosedMinute {
  /** `complete`: nothing more is to be expected. `grace`: the time was over. */
  readonly closedBy: 'complete' | 'grace'
  /** New candles of each instrument that has any, none later than the minute; earlier ones where they came late. */
  readonly series: readonly CandleSeries[]
  /** Candles that were taken before the broker called them complete. */
  readonly forced: number
  readonly revisions: readonly Revision[]
  /** Bad candles, those that were not complete and failed polls, instrument before the reason. */
  readonly faults: readonly string[]
}

/** A broker that is not available costs the candles, not the minute; one that refuses ends it. */
export const closeMinute = async (options: CloseMinuteOptions): Promise<ClosedMinute> => {
  const { source, clock, open, closeMs, graceMs, everyMs, lastPollMs, signal } = options
  const labelMs = closeMs - MINUTE_MS
  const found = new Map<string, CandleSeries>()
  const waiting = new Set(open.keys())
  const revisions: Revision[] = []
  const faults: string[] = []
  let forced = 0

  await pause(clock, closeMs - clock.nowMs(), signal)
  for (;;) {
    const last = clock.nowMs() >= closeMs + graceMs
    await Promise.all(
      [...waiting].map(async (name) => {
        const limitMs = last ? lastPollMs : closeMs + graceMs - clock.nowMs()
        const taken = await within(clock, limitMs, source.poll(name, open.get(name)!, closeMs, last))
        if (typeof taken === 'string') {
          faults.push(`${name} ${taken}`)
          if (last) waiting.delete(name)
          return
        }
        const settled = taken.series.tMs.at(-1) === labelMs || taken.seenMs > labelMs
        // Told once only, so it must not be lost with the polls that found too little.
        if (taken.revision) revisions.push(taken.revision)
        if (!settled && !last) return
        waiting.delete(name)
        if (taken.series.tMs.length > 0) found.set(name, taken.series)
        forced += taken.forcedMs.length
        faults.push(
          ...taken.reasons.map((reason) => `${name} ${reason}`),
          ...taken.forcedMs.map((tMs) => early(name, tMs)),
        )
      }),
    )
    const closedBy = last ? 'grace' : 'complete'
    if (waiting.size === 0 || signal.aborted)
      return { closedBy, series: [...open.keys()].flatMap((name) => found.get(name) ?? []), forced, revisions, faults }
    await pause(clock, Math.min(everyMs, closeMs + graceMs - clock.nowMs()), signal)
  }
}

/** It may come out otherwise, and is asked for only once more. */
const early = (name: string, tMs: number): string =>
  `${name} ${isoTime(tMs)} is taken before the broker calls it complete`

/** The answer, or in words why there is none. What comes later is dropped: the next minute asks for it again. */
const within = (clock: Clock, ms: number, poll: Promise<PolledCandles>): Promise<PolledCandles | string> => {
  const over = new AbortController()
  const answer = poll.catch((error: unknown) => {
    if (error instanceof CodedError && error.code === 'broker-unavailable') return error.message
    throw error
  })
  return Promise.race([
    answer,
    pause(clock, ms, over.signal).then(() => `no answer within ${Math.round(ms)} ms`),
  ]).finally(() => over.abort())
}
