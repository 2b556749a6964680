/** Bugs of journal, snapshots and replay. */
import { mutantsOf } from './mutant.js'

const STREAMS = ['test/streams']

export const JOURNAL_MUTANTS = [
  ...mutantsOf('streams/sealed-entry.ts', STREAMS, {
    'a damaged entry is read': ['|| !sameBytes(chainHash(prev, packed), hash)', ''],
    'only the length of a hash is compared': [
      'a.length === b.length && a.every((byte, i) => byte === b[i])',
      'a.length === b.length',
    ],
  }),
  ...mutantsOf('streams/journal/reader.ts', STREAMS, {
    'a missing entry is not noticed by its hash': [
      'if (place && !sameBytes(place.hash, prev)) {',
      'if (place && !place) {',
    ],
    'a slice at the wrong place of the stream is read': [
      "if (record.kind === 'slice' && id !== `${record.tsMs}-0`) {",
      "if (record.kind === 'start' && id === '') {",
    ],
  }),
  ...mutantsOf('streams/journal/writer.ts', [...STREAMS, 'test/faults/simulator.test.ts'], {
    'a slice does not follow the last one': ['fields, after: place.lastId }])', 'fields }])'],
    'an entry of another process counts as ours': [
      "if (known?.id !== id || !sameBytes(known.fields['hash'] ?? new Uint8Array(0), hash)) {",
      'if (known?.id !== id) {',
    ],
    'a newer owner is not noticed': ["if (answer === 'stale-epoch') {", "if (answer === 'conflict') {"],
  }),
  ...mutantsOf('streams/journal/write-ahead.ts', STREAMS, {
    'a slice is stepped before it is in the journal': [
      'await retryStore(() => writer.slice(frame, 0, closedBy, executionOffset), options)',
      'void retryStore(() => writer.slice(frame, 0, closedBy, executionOffset), options)',
    ],
  }),
  ...mutantsOf('streams/journal/starting-point.ts', STREAMS, {
    'a snapshot of another history is restored': [
      'if (!(await isOfJournal(store, account, stored))) {',
      'if (stored.place.lastId === null) {',
    ],
    'a replay starts after the slice that it explains': [
      'before ? entry.place.seq - 1 : entry.place.seq',
      'entry.place.seq',
    ],
  }),
  ...mutantsOf('streams/snapshot/stored.ts', STREAMS, {
    'a changed snapshot is restored': ['|| sha256(outer.body) !== outer.sha256', ''],
  }),
  ...mutantsOf('streams/snapshot/writer.ts', STREAMS, {
    'a snapshot is saved before its journal is on disk': [
      'if (!(await store.flush(flushMs)) && (await store.durability()).durable) {',
      'if (flushMs < 0) {',
    ],
    'both snapshots go into one slot': ['next = next === 0 ? 1 : 0\n', ''],
  }),
]
