import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../lib/package-root.js'
import { pictures } from './pictures/pictures.js'

test('the pictures of docs/strategy.md are those of the code: node dist/test/docs/write-pictures.js', () => {
  for (const [path, text] of Object.entries(pictures()))
    expect(readFileSync(join(packageRoot(), path), 'utf8') === text, `${path} is current`).toBe(true)
})
