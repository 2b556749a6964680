/** Financing rates by instrument, as a setting. */
import { z } from 'zod'
import { instrumentName } from '../../../model/instrument-name.js'

const rate = z.strictObject({
  longRate: z.number().min(-1).max(1),
  shortRate: z.number().min(-1).max(1),
  daysCharged: z.array(z.int().min(0).max(7)).length(7),
})
export const financingRates = z.record(instrumentName, rate)
