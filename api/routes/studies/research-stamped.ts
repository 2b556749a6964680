/** Adds the stamp to an answer about stored runs, which are there and can be started where no pipeline has run. */
import type { StampView } from '../../contract/common.js'
import type { Model } from '../../model/model.js'
import { ApiError } from '../api-error.js'
import { stamped } from '../stamped.js'

/** Without a pipeline to read: no newest slice, and stale. */
export const researchStamped = async <B extends object>(model: Model, body: B): Promise<StampView & B> => {
  try {
    return await stamped(model, body)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'unavailable') throw error
    const { account, pipeline } = model
    return { account, tsMs: null, asOfMs: Math.round(pipeline.nowMs()), stale: true, ...body }
  }
}
