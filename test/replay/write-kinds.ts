/** Writes test/replay/kinds.json: `node dist/test/replay/write-kinds.js`, after raising the versions of changed kinds. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'
import { kindDigests } from './kind-digests.js'

writeFileSync(join(packageRoot(), 'test/replay/kinds.json'), `${JSON.stringify(kindDigests(), null, 2)}\n`)
