/** Equal input that gives different output needs a new version of the kind. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kindDigests } from './kind-digests.js'

test('every operator kind gives the digest on record (raise its @version, then node dist/test/replay/write-kinds.js)', () => {
  expect(kindDigests()).toEqual(JSON.parse(readFileSync(join(import.meta.dirname, 'kinds.json'), 'utf8')))
})
