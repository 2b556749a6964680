/** The keys of one journal; with an edge's name for the account also those of its snapshots and lease. */
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'

export const journalKeys = (account: string) =>
  Object.freeze({
    lease: keyName(KEYS.lease, { account }),
    slicerLease: keyName(KEYS.slicerLease, { account }),
    execution: keyName(KEYS.executions, { account }),
    slice: keyName(KEYS.slices, { account }),
    decision: keyName(KEYS.decisions, { account }),
    snapshots: [
      keyName(KEYS.snapshot, { account, slot: '0' }),
      keyName(KEYS.snapshot, { account, slot: '1' }),
    ] as const,
  })
