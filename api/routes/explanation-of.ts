/** Why an instrument ordered or did not: from memory, or else from the journal; by time, or by the order's decision id. */
import type { z } from 'zod'
import { MINUTE_MS } from '../../lib/time-units.js'
import { decisionId } from '../../sinks/execution/decisions.js'
import { isStoreFault } from '../../store/store-fault.js'
import type { explainQuerySchema } from '../contract/graph.js'
import type { OrderView } from '../contract/ledger.js'
import type { ExplainedBody, Model } from '../model/model.js'
import { ApiError } from './api-error.js'

export const explanationOf = async (
  model: Model,
  { instrument, tsMs, order }: z.output<typeof explainQuerySchema>,
  signal: AbortSignal,
): Promise<ExplainedBody> => {
  const { frames, explainOlder } = model
  const wantedMs = order === undefined ? tsMs : await sliceOfOrder(model, instrument, order)
  try {
    return await withNeighbours(model, frames.explain(instrument, wantedMs))
  } catch (error) {
    const isOlder = error instanceof ApiError && error.code === 'not-kept' && wantedMs! < (frames.tsMs() ?? 0)
    if (!isOlder || !explainOlder) throw error
    return explainOlder(instrument, wantedMs!, signal)
  }
}

/**
 * Memory begins somewhere, and keeps slices with an order for longer than those between them: what lies before and between them is in the
 * journal. While that is away the neighbours are those of memory.
 */
const withNeighbours = async ({ slicesNextTo }: Model, found: ExplainedBody): Promise<ExplainedBody> => {
  const { sliceMs, previousMs, nextMs } = found
  const isNext = (ms: number | null) => ms !== null && Math.abs(ms - sliceMs) === MINUTE_MS
  const isSure = nextMs === null ? previousMs !== null : isNext(previousMs) && isNext(nextMs)
  if (isSure || !slicesNextTo) return found
  const stored = await slicesNextTo(sliceMs).catch((error: unknown) => {
    if (!isStoreFault(error)) throw error
    return { previousMs: null, nextMs: null }
  })
  return {
    ...found,
    previousMs: nearest(Math.max, previousMs, stored.previousMs),
    nextMs: nearest(Math.min, nextMs, stored.nextMs),
  }
}

const nearest = (of: (a: number, b: number) => number, a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : of(a, b)

/** The decision id of an entry is a function of account, instrument and slice; other orders carry theirs where it is known. */
const sliceOfOrder = async (
  { account, frames, ledger }: Model,
  instrument: string,
  wanted: string,
): Promise<number> => {
  const idOf = ({ id, tsMs, leg }: OrderView) =>
    id ?? (leg === 'entry' ? decisionId(account, instrument, tsMs, leg) : null)
  const order = frames.orders().find((each) => each.instrument === instrument && idOf(each) === wanted)
  if (order) return order.tsMs
  const named = `order ${wanted.slice(0, 100)}`
  const stored = await ledger?.sliceOf?.(wanted)
  if (!stored)
    throw new ApiError(
      'not-kept',
      `${named} is not among those that are kept: ${ledger?.sliceOf ? 'seven days' : 'the newest 1000'}`,
    )
  if (stored.instrument !== instrument) throw new ApiError('not-found', `${named} is one of ${stored.instrument}`)
  return stored.tsMs
}
