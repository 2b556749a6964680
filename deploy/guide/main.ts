/** Builds the guide from docs/ into dist/guide. */
import { join } from 'node:path'
import { versions } from '../../app/config/versions.js'
import { packageRoot } from '../../lib/package-root.js'
import { print } from '../../lib/terminal/stdout.js'
import { madePages } from './made/made-pages.js'
import { siteFiles } from './site-files.js'
import { writeSite } from './write-site.js'

const root = packageRoot()
const files = siteFiles({ root, version: versions().sep, made: madePages() })
const isWritten = writeSite(join(root, 'dist', 'guide'), files, `${process.pid}`)
print(`sep: the guide ${isWritten ? `is built: ${files.size} files` : 'is already built'}\n`)
