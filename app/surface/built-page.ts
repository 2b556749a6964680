/** The folder of the built page, where it has been built. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'

export const builtPage = (): { readonly page?: string } => {
  const page = join(packageRoot(), 'dist', 'ui')
  return existsSync(join(page, 'index.html')) ? { page } : {}
}
