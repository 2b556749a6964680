/** The keys that one journal is made of; of an edge's snapshots and lease too, with the edge's name for the account. */
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
