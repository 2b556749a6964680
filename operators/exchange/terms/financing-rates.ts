/** Financing rates by instrument, as a setting. */
import { z } from 'zod'
import { pairName } from '../../../model/pair-name.js'

const rate = z.strictObject({
  longRate: z.number().min(-1).max(1),
  shortRate: z.number().min(-1).max(1),
  daysCharged: z.array(z.int().min(0).max(7)).length(7),
})
export const financingRates = z.record(pairName, rate)
