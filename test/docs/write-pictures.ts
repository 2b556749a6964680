/** Writes the pictures of docs/strategy.md: `node dist/test/docs/write-pictures.js`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'
import { pictures } from './pictures/pictures.js'

for (const [path, text] of Object.entries(pictures())) writeFileSync(join(packageRoot(), path), text)
