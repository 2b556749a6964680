/** Builds the guide from docs/ into dist/guide. */
import { join } from 'node:path'
import { versions } from '../../app/config/versions.js'
import { packageRoot } from '../../lib/package-root.js'
import { print } from '../../lib/terminal/stdout.js'
import { siteFiles } from '../../deploy/guide/site-files.js'
import { writeSite } from '../../deploy/guide/write-site.js'
import { guidePages } from './guide-pages.js'

const root = packageRoot()
const files = siteFiles({ root, version: versions().sep, made: await guidePages() })
const isWritten = writeSite(join(root, 'dist', 'guide'), files, `${process.pid}`)
print(`sep: the guide ${isWritten ? `is built: ${files.size} files` : 'is already built'}\n`)
