/** Where the trial ledger lies. */
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { environment } from '../../app/config/environment.js'
import { checkFolder } from '../../lib/check-folder.js'
import { logToStderr } from '../../lib/stderr.js'
import { SepError } from '../../model/error-codes.js'

export const LEDGER_ABOUT =
  'where every configuration that was ever tried is counted; default: .sep/ledger.ndjson (SEP_LEDGER)'

/** The flag, else SEP_LEDGER, else `.sep/ledger.ndjson` of the working folder. One that cannot be written to is `bad-argument`. */
export const ledgerFile = (given: string | undefined): string => {
  const file = given ?? (environment()['SEP_LEDGER'] || join('.sep', 'ledger.ndjson'))
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error('is a folder')
    checkFolder(dirname(file))
    return file
  } catch (cause) {
    throw new SepError('bad-argument', `ledger ${file}: cannot be written to: ${(cause as Error).message}`, { cause })
  }
}

/** The same, for a command that does without one in a folder that cannot be written to: null, and one line about it. */
export const ledgerIfAny = (given: string | undefined): string | null => {
  try {
    return ledgerFile(given)
  } catch (error) {
    if (given !== undefined) throw error
    logToStderr(`${(error as SepError).message}; this run is not counted`, 'warn')
    return null
  }
}
