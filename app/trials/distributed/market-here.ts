/** The market of a sweep on a worker: candles with the hash that the sweep was made with, from wherever they can be had. */
import { SepError } from '../../../model/error-codes.js'
import { loadSweepMarket, type MarketAccess } from '../load-sweep-market.js'
import { programsOf } from '../open-plan.js'
import type { SweepMarket } from '../sweep-market.js'
import type { SweepPlan } from '../sweep-plan.js'
import { type Fetching, isHere, withSentData } from './sweep-data.js'

/** By the paths of the plan, or from the store; where these lack candles or have others, from the coordinator. */
export const marketHere = async (plan: SweepPlan, access: MarketAccess, fetching: Fetching): Promise<SweepMarket> => {
  const { settings } = (await programsOf(plan))({})
  const load = (spec: SweepPlan): Promise<SweepMarket> => loadSweepMarket(spec, settings, access)
  if (plan.data.every(isHere)) {
    const own = await load(plan).catch(() => null)
    if (own?.hash === plan.market) return own
  }
  const sent = await load(await withSentData(plan, fetching))
  if (sent.hash === plan.market) return sent
  throw new SepError('bad-data', `sweep ${plan.name}: the candles on this worker are not those that it was made for`)
}
