/** The file of `sep broker --faults`. */
import { readFileSync } from 'node:fs'
import { type FaultPlan, readFaultPlan } from '../../api/paper-broker/faults/faults.js'
import { CodedError } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'

/** Null without a file; a file that cannot be read or is no fault plan is `bad-config`. */
export const faultPlanFile = (file: string | undefined): FaultPlan | null => {
  if (file === undefined) return null
  try {
    return readFaultPlan(JSON.parse(readFileSync(file, 'utf8')), file)
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw new SepError('bad-config', `${file}: ${(error as Error).message}`)
  }
}
