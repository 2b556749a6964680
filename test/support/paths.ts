/** Folders that tests read. */
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'

export const ROOT = packageRoot()
/** Vectors and runs with a known outcome. */
export const GOLDEN = join(ROOT, 'test/golden')
/** Real candles next to a checkout; absent elsewhere. */
export const SHARED_DATA = join(ROOT, '../shared/data')
