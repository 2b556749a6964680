/** Where a part of a live graph begins: the journal's newest start record, and the state of the whole graph that it carries. */
import { CodedError } from '../../../lib/errors.js'
import { SepError } from '../../../model/error-codes.js'
import type { StartRecord } from '../../../streams/journal/records.js'
import type { Store } from '../../../store/store.js'
import { decodeSnapshot, type Snapshot } from '../../../graph/engine/run/snapshot.js'
import { isStart, journalEnd, journalEntry } from '../../../streams/journal/reader.js'

export interface PartStart {
  readonly record: StartRecord
  /** Of the whole graph; null = none yet. */
  readonly state: Snapshot | null
  /** The newest `execution` entry that the state has seen. */
  readonly executionOffset: string | undefined
}

/** Null = no journal yet: the part that makes the slices has not begun. */
export const partStart = async (store: Store, account: string): Promise<PartStart | null> => {
  const { entry: last } = await journalEnd(store, account)
  const base = last?.place.base
  const entry = base ? await journalEntry(store, account, base) : undefined
  if (!entry || !isStart(entry)) return null
  const { carried, executionOffset } = entry.record
  return { record: entry.record, state: carried ? decodeSnapshot(carried) : null, executionOffset }
}

/** Parts of different settings are parts of different graphs: a `bad-config` error. */
export const checkSettings = (nodes: string, graphHash: string, { record }: PartStart): void => {
  if (record.graphHash === graphHash) return
  throw new SepError(
    'bad-config',
    `--nodes ${nodes}: these settings make graph ${graphHash.slice(0, 12)}, ` +
      `the slices are of graph ${record.graphHash.slice(0, 12)}: start every part with the same settings`,
  )
}

/**
 * True where a part that ended with this error can be opened again: slices are missing on an edge because one process made some in
 * between, or because the graph is now cut differently. The journal's newest start has the state to resume from.
 */
export const isOpenedAgain = (error: unknown): error is SepError =>
  error instanceof CodedError && error.code === 'missing-data'
