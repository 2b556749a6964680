/** Slices that are no longer in memory, explained from the journal: one at a time, in this process or in one of its own. */
import type { ExplainedBody, Model } from '../../api/model/model.js'
import { orNull } from '../../api/model/frames/slice-look.js'
import { ApiError } from '../../api/routes/api-error.js'
import { isoTime } from '../../lib/iso-time.js'
import { DAY_MS } from '../../lib/time-units.js'
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../../store/store.js'
import type { GraphOf } from '../../streams/journal/graph-file.js'
import { sliceAfter, sliceAround, sliceBefore } from '../../streams/journal/explain/neighbours.js'
import { JOURNAL_KEPT_MS } from '../../streams/journal/trim.js'
import { type ExplainedSlice, explainedSlice } from '../replay/explained-slice.js'
import type { SepCommand } from './research/sep-command.js'

type ExplainOlder = NonNullable<Model['explainOlder']>
type Explain = (instrument: string, sliceMs: number, signal: AbortSignal) => Promise<ExplainedSlice>

export interface OlderSlicesInputs {
  readonly store: Store
  readonly account: string
  readonly graphOf: GraphOf
}

export const olderSlices = (inputs: OlderSlicesInputs): ExplainOlder =>
  inTurn(inputs, (instrument, tsMs, signal) => explainedSlice({ ...inputs, instrument, tsMs, signal }))

export interface OlderSlicesApartInputs extends Pick<OlderSlicesInputs, 'store' | 'account'> {
  readonly command: SepCommand
  /** Name the account and its store for `sep replay`. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** For a process that trades: thousands of slices may have to be run. */
export const olderSlicesApart = ({ command, args, env, ...inputs }: OlderSlicesApartInputs): ExplainOlder =>
  inTurn(inputs, async (instrument, tsMs, signal) => {
    const question = `${new Date(tsMs).toISOString()},${instrument}`
    return (await command(['replay', '--explain', question, ...args], signal, env)) as ExplainedSlice & Says
  })

/** What `sep replay --json` calls the notes. */
interface Says {
  readonly says: readonly string[]
}

/** The slices of a journal before and after a time. */
export const journalNeighbours =
  ({ store, account }: Pick<OlderSlicesInputs, 'store' | 'account'>): NonNullable<Model['slicesNextTo']> =>
  async (tsMs) => {
    const [previousMs, nextMs] = await Promise.all([
      sliceBefore(store, account, tsMs),
      sliceAfter(store, account, tsMs),
    ])
    return { previousMs, nextMs }
  }

/** Answers that are remembered: a journal does not change. */
const REMEMBERED = 64

const inTurn = ({ store, account }: Pick<OlderSlicesInputs, 'store' | 'account'>, explain: Explain): ExplainOlder => {
  const known = new Map<string, ExplainedBody>()
  let last: Promise<unknown> = Promise.resolve()
  const answer = async (instrument: string, tsMs: number, signal: AbortSignal): Promise<ExplainedBody> => {
    signal.throwIfAborted()
    const sliceMs = await sliceAround(store, account, tsMs)
    if (sliceMs === null) throw await noSlice(store, account, tsMs)
    const name = `${sliceMs} ${instrument}`
    const found = known.get(name) ?? bodyOf(instrument, sliceMs, await explain(instrument, sliceMs, signal))
    known.set(name, found)
    const [oldest] = known.keys()
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
    return found
  }
  return (instrument, tsMs, signal) => {
    const next = last.then(() => answer(instrument, tsMs, signal)).catch(asApiError)
    last = next.catch(() => undefined)
    return next
  }
}

const bodyOf = (instrument: string, sliceMs: number, explained: ExplainedSlice): ExplainedBody => ({
  instrument,
  sliceMs,
  previousMs: explained.previousMs,
  nextMs: explained.nextMs,
  verdict: explained.verdict,
  steps: explained.steps.map(({ node, kind, says: text, values }) => ({
    node,
    kind,
    text,
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, orNull(value)])),
  })),
  guards: [...explained.guards],
})

const noSlice = async (store: Store, account: string, tsMs: number): Promise<ApiError> => {
  const firstMs = await sliceAfter(store, account, 0)
  if (firstMs !== null && firstMs <= tsMs) return new ApiError('no-data', `there was no slice at ${isoTime(tsMs)}`)
  const from = firstMs === null ? 'holds none' : `goes back to ${isoTime(firstMs)}`
  return new ApiError(
    'not-kept',
    `the slice of ${isoTime(tsMs)} is no longer kept: the journal of account ${account} ${from}; it keeps ${DAYS} days`,
  )
}
const DAYS = JOURNAL_KEPT_MS / DAY_MS

/** A start record that is gone is one that is no longer kept. */
const asApiError = (error: unknown): never => {
  if (!(error instanceof SepError) || error.code === 'store-unavailable') throw error
  throw new ApiError(error.code === 'missing-data' ? 'not-kept' : 'refused', error.message)
}
