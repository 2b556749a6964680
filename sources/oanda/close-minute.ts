/** Waits for the candles of one minute, until each open instrument has its own or is known to have none, or the grace is over. */
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
  /** Open instruments with the label of their last used candle. */
  readonly open: ReadonlyMap<string, number>
  /** End of the minute; the label of its candle is a minute earlier. */
  readonly closeMs: number
  /** Longest wait after `closeMs`, ms. */
  readonly graceMs: number
  /** Between two polls of an instrument, ms. */
  readonly everyMs: number
  /** How long the last poll may take beyond the grace, ms. */
  readonly lastPollMs: number
  readonly signal: AbortSignal
}

export interface ClosedMinute {
  /** `complete`: no more candles can come. `grace`: the time was over. */
  readonly closedBy: 'complete' | 'grace'
  /** New candles of each instrument that has any, up to the minute; earlier ones if they came late. */
  readonly series: readonly CandleSeries[]
  /** Candles that were used before the broker marked them complete. */
  readonly forced: number
  readonly revisions: readonly Revision[]
  /** Bad candles, incomplete ones and failed polls: instrument, then the reason. */
  readonly faults: readonly string[]
}

/** An unavailable broker costs the candles, not the minute; a final refusal ends the run. */
export const closeMinute = async (options: CloseMinuteOptions): Promise<ClosedMinute> => {
  const { source, clock, open, closeMs, graceMs, everyMs, lastPollMs, signal } = options
  const labelMs = closeMs - MINUTE_MS
  const found = new Map<string, CandleSeries>()
  const waiting = new Set(open.keys())
  const revisions: Revision[] = []
  const faults: string[] = []
  /** Why the last poll of an instrument failed: once a minute, not once a poll. */
  const failed = new Map<string, string>()
  let forced = 0

  await pause(clock, closeMs - clock.nowMs(), signal)
  for (;;) {
    const last = clock.nowMs() >= closeMs + graceMs
    await Promise.all(
      [...waiting].map(async (name) => {
        const limitMs = last ? lastPollMs : closeMs + graceMs - clock.nowMs()
        const taken = await within(clock, limitMs, source.poll(name, open.get(name)!, closeMs, last))
        if (typeof taken === 'string') {
          failed.set(name, taken)
          if (last) waiting.delete(name)
          return
        }
        failed.delete(name)
        const settled = taken.series.tMs.at(-1) === labelMs || taken.seenMs > labelMs
        // Reported only once, so it must survive a poll that found too little.
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
    if (waiting.size === 0 || signal.aborted) {
      for (const [name, why] of failed) faults.push(`${name} ${why}`)
      return { closedBy, series: [...open.keys()].flatMap((name) => found.get(name) ?? []), forced, revisions, faults }
    }
    await pause(clock, Math.min(everyMs, closeMs + graceMs - clock.nowMs()), signal)
  }
}

/** It may still change, and is requested only once more. */
const early = (name: string, tMs: number): string =>
  `${name} ${isoTime(tMs)} is used before the broker has marked it complete`

/** The answer, or why there is none. A late answer is dropped: the next minute requests the same again. */
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
