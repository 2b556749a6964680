import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { specJsonSchema } from '../../app/trials/spec/spec-json-schema.js'
import { packageRoot } from '../../lib/package-root.js'

test('docs/sweep.schema.json is what sep trials --schema prints', () => {
  const published = readFileSync(join(packageRoot(), 'docs/sweep.schema.json'), 'utf8')
  expect(published).toBe(`${JSON.stringify(specJsonSchema(), null, 2)}\n`)
})
