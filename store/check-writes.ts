/** Checks a batch before a store sees it; every failure here is a bug of the caller. */
import { assert } from '../lib/errors.js'
import type { Fields, Write } from './store.js'
import { streamId } from './stream-id.js'

/** Fields of one entry or hash: a server passes a script's arguments to a command on a stack of limited depth. */
const FIELDS_MAX = 2000

/** Asserts that every write of the batch is well-formed. */
export const checkWrites = (batch: readonly Write[]): void => {
  for (const write of batch) {
    assert(write.op === 'publish' || write.key !== '', 'a key has a name')
    if (write.op === 'append') {
      streamId(write.id)
      checkFields(write.fields)
    } else if (write.op === 'hashSet') {
      checkFields(write.fields)
      checkTtl(write.ttlMs)
    } else if (write.op === 'hashRemove') checkCount(write.fields.length)
    else if (write.op === 'set') checkTtl(write.ttlMs)
    else if (write.op === 'sortedAdd') {
      assert(write.members.length > 0, 'members to add')
      checkTtl(write.ttlMs)
      for (const [score] of write.members) assert(Number.isFinite(score), `score ${score} is finite`)
    } else if (write.op === 'sortedRemoveByScore') {
      assert(!Number.isNaN(write.from) && !Number.isNaN(write.to), 'bounds are numbers')
    } else if (write.op === 'listPush') {
      assert(Number.isSafeInteger(write.keep) && write.keep > 0, `keep ${write.keep} is a positive number`)
    }
  }
}

const checkFields = (fields: Fields): void => checkCount(Object.keys(fields).length)

const checkCount = (count: number): void =>
  assert(count > 0 && count <= FIELDS_MAX, `${count} fields are in 1..${FIELDS_MAX}`)

const checkTtl = (ttlMs: number | undefined): void =>
  assert(ttlMs === undefined || (Number.isSafeInteger(ttlMs) && ttlMs > 0), `time to live ${ttlMs} is in whole ms`)
