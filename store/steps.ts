/** The writing half of every store: a write is a list of steps that an adapter first checks and then performs as one. */
import { assert } from '../lib/errors.js'
import { SepError } from '../model/error-codes.js'
import type { Append, FencedAnswer, Lease, Store, Write } from './store.js'
import { checkWrites } from './check-writes.js'
import { streamId, streamIdText } from './stream-id.js'

/**
 * A write, or a condition that stops the whole list: `fence` (stale), `claim` (duplicate, conflict), `equals` (different). An `append` may
 * have a condition too: `after` (moved).
 */
export type Step =
  | Exclude<Write, { readonly op: 'append' }>
  | (Extract<Write, { readonly op: 'append' }> & Pick<Append, 'after'>)
  | { readonly op: 'fence'; readonly lease: Lease }
  | { readonly op: 'claim'; readonly key: string; readonly id: string; readonly content: string }
  | { readonly op: 'equals'; readonly key: string; readonly expected: string | Uint8Array | null }
  | { readonly op: 'trim'; readonly key: string; readonly minId: string }

/**
 * `ok`, or why the first impossible step failed (then nothing was done): `old` = the id is not newer, `moved` = the stream's newest entry
 * is not the one given, `kind` = the key holds another kind of value.
 */
export interface StepsAnswer {
  readonly answer: 'ok' | 'stale' | 'duplicate' | 'conflict' | 'different' | 'old' | 'moved' | 'kind'
  /** Key of the step that failed. */
  readonly key?: string
  /** Entries that `trim` removed. */
  readonly trimmed: number
}

type Writing = Pick<Store, 'write' | 'writeIf' | 'compareAndSet' | 'append' | 'trim' | 'claim' | 'fencedAppend'>

/** The writing methods of a store whose `commit` performs all steps of a list or none. */
export const writingMethods = (commit: (steps: readonly Step[]) => Promise<StepsAnswer>): Writing => ({
  write: async (batch) => {
    checkWrites(batch)
    if (batch.length > 0) okOr(await commit(batch))
  },
  writeIf: async (expected, batch) => {
    checkWrites(batch)
    const conditions = expected.map(([key, value]) => ({ op: 'equals', key, expected: value }) as const)
    return okOr(await commit([...conditions, ...batch]), 'different').answer === 'ok'
  },
  compareAndSet: async (key, expected, value) => {
    const done = await commit([
      { op: 'equals', key, expected },
      { op: 'set', key, value },
    ])
    return okOr(done, 'different').answer === 'ok'
  },
  append: async (stream, id, fields) => {
    const batch: Write[] = [{ op: 'append', key: stream, id, fields }]
    checkWrites(batch)
    return okOr(await commit(batch), 'old').answer === 'ok'
  },
  trim: async (key, minId) => {
    streamId(minId, 0)
    return okOr(await commit([{ op: 'trim', key, minId }])).trimmed
  },
  claim: async (lease, claims, id, content, appends) => {
    const entries = entriesOf(appends)
    const done = await commit([{ op: 'fence', lease }, { op: 'claim', key: claims, id, content }, ...entries])
    return fenced(okOr(done, 'stale', 'duplicate', 'conflict', 'moved'))
  },
  fencedAppend: async (lease, appends) => {
    const entries = entriesOf(appends)
    assert(entries.length > 0, 'entries to append')
    return fenced(okOr(await commit([{ op: 'fence', lease }, ...entries]), 'stale', 'old', 'moved'))
  },
})

const entriesOf = (appends: readonly Append[]): readonly Step[] => {
  checkWrites(appends.map(({ stream, id, fields }) => ({ op: 'append', key: stream, id, fields })))
  return appends.map(({ stream, id, fields, after }) => {
    const entry = { op: 'append', key: stream, id, fields } as const
    if (after === undefined) return entry
    return { ...entry, after: streamIdText(streamId(after ?? '0-0')) }
  })
}

const fenced = ({ answer }: StepsAnswer): FencedAnswer => {
  if (answer === 'stale') return 'stale-epoch'
  if (answer === 'conflict' || answer === 'moved') return answer
  return answer === 'ok' ? 'ok' : 'duplicate'
}

/** Returns `ok` and the expected answers; any other is a refusal. */
const okOr = (done: StepsAnswer, ...expected: readonly StepsAnswer['answer'][]): StepsAnswer => {
  if (done.answer === 'ok' || expected.includes(done.answer)) return done
  const why = done.answer === 'kind' ? 'holds another kind of value' : 'has an entry that is not older'
  throw new SepError('store-refused', `store: ${done.key ?? 'a key'} ${why}; nothing was written`)
}
