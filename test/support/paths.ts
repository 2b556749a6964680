/** Folders that tests read, wherever the test file stands. */
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'

export const ROOT = packageRoot()
/** Vectors and runs with a known outcome. */
export const GOLDEN = join(ROOT, 'test/golden')
/** Real candles beside a checkout; absent elsewhere. */
export const SHARED_DATA = join(ROOT, '../shared/data')
