/** Bugs between a slice, its journal entry, and the snapshots after it. */
import type { Snapshot } from '../../../graph/engine/run/snapshot.js'
import { sha256 } from '../../../graph/engine/hash/hash.js'
import { decodeState, encodeState } from '../../../lib/codec.js'
import type { Write } from '../../../store/store.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import type { SliceRecord } from '../../../streams/journal/records.js'
import { CHAIN_START } from '../../../streams/sealed-entry.js'
import { decodeStored, encodeStored } from '../../../streams/snapshot/stored.js'
import { TRADER_LAYOUT } from '../root/trader-graph.js'
import { withStore } from './bends.js'
import type { PlantedBug } from './planted-bug.js'
import { withSlices } from './with-slices.js'

const withoutFirstRow = (slice: SliceRecord): SliceRecord => ({
  ...slice,
  columns: slice.columns.map((column, c) => (TRADER_LAYOUT.columns[c]?.shape === 'event' ? column.slice(1) : column)),
})
/** The state of the trader, as its operator saves it. */
interface SavedState {
  readonly account: { readonly balance: number }
}
const withoutBalance = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  nodes: snapshot.nodes.map((node) => {
    const saved = decodeState<SavedState>(node.bytes)
    const bytes = encodeState({ ...saved, account: { ...saved.account, balance: Number.NaN } })
    return { ...node, bytes, sha256: sha256(bytes) }
  }),
})
const isSnapshot = (write: Write): write is Extract<Write, { op: 'set' }> =>
  write.op === 'set' && journalKeys('A').snapshots.some((key) => key === write.key)
/** Snapshots are whole, and not of the state that they name. */
const withSnapshots = (bend: (snapshot: Snapshot) => Snapshot) =>
  withStore((store) => ({
    write: (batch) =>
      store.write(
        batch.map((write) => {
          if (!isSnapshot(write)) return write
          const { place, snapshot } = decodeStored(write.value as Uint8Array)
          return { ...write, value: encodeStored(place, bend(snapshot)) }
        }),
      ),
  }))

export const JOURNAL_BUGS: readonly PlantedBug[] = [
  {
    name: 'a slice is journaled under the number of another',
    detectedBy: /^C4: /,
    options: { bends: withSlices((slice) => ({ ...slice, seq: slice.seq + (slice.seq % 5 === 0 ? 1 : 0) })) },
  },
  {
    name: 'a slice does not name its predecessor',
    detectedBy: /^C4: /,
    options: {
      bends: withSlices(
        (slice) => slice,
        ({ seq }, prev) => (seq === 4 ? CHAIN_START : prev),
      ),
    },
  },
  {
    name: 'the graph sees rows that are not in the journal',
    detectedBy: /^C5: /,
    options: { bends: withSlices(withoutFirstRow) },
  },
  {
    name: 'a NaN is journaled',
    detectedBy: /^C12: /,
    options: { bends: { rows: (rows) => rows.map((row) => ({ ...row, financing: row.financing / 0 })) } },
  },
  {
    name: 'a snapshot loses a part of the state',
    detectedBy: /^C5: the stored snapshot/,
    options: { bends: withSnapshots(withoutBalance) },
  },
]
