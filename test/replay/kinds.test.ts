/** A kind whose output changes for equal input needs a new version. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kindDigests } from './kind-digests.js'

test('every operator kind gives its recorded digest (if not: raise its @version, then node dist/test/replay/write-kinds.js)', () => {
  expect(kindDigests()).toEqual(JSON.parse(readFileSync(join(import.meta.dirname, 'kinds.json'), 'utf8')))
})
