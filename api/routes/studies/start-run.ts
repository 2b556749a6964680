/** Queues a run for the workers. */
import type { z } from 'zod'
import type { startedRunSchema, startRunBodySchema } from '../../contract/studies.js'
import type { Model } from '../../model/model.js'
import { ApiError } from '../api-error.js'
import { researchStamped } from './research-stamped.js'
import { researchOf } from './research-of.js'

export const startRun = async (
  model: Model,
  { instrument, days, params }: z.output<typeof startRunBodySchema>,
  defaultDays: number,
  signal: AbortSignal,
): Promise<z.output<typeof startedRunSchema>> => {
  const { start, runs } = researchOf(model)
  if (typeof start === 'string') throw new ApiError('refused', start)
  const started = await start({ instrument, days: days ?? defaultDays, params: params ?? null }, signal)
  return researchStamped(model, { ...started, workers: (await runs.workers()).length })
}
