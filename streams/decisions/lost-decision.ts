/** A decision that was written and is not there any more. */
import { CodedError } from '../../lib/errors.js'
import type { Store } from '../../store/store.js'
import { readEdgeHeaders } from '../edge/headers.js'
import { readJournal } from '../journal/reader.js'
import { readDecisions } from './reader.js'

/**
 * tsMs of the first slice without a decision whose neighbours of the same start have theirs: a process writes one for each of its slices,
 * in order. Null = none, or not known: a process that ends may leave its last slices without one, parts restart without a new start of the
 * journal, and a damaged journal names no slices.
 */
export const lostDecision = async (store: Store, account: string): Promise<number | null> => {
  if ((await readEdgeHeaders(store, account)).length > 0) return null
  const decisions = readDecisions(store, account, 0)
  let sinceStart = false
  let missingMs: number | null = null
  try {
    for await (const { record } of readJournal(store, account, '0')) {
      if (record.kind === 'start') {
        sinceStart = false
        missingMs = null
      } else if (await decisions.at(record.tsMs)) {
        if (sinceStart && missingMs !== null) return missingMs
        sinceStart = true
        missingMs = null
      } else missingMs ??= record.tsMs
    }
  } catch (error) {
    if (!(error instanceof CodedError && error.code === 'bad-journal')) throw error
  }
  return null
}
