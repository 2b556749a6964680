/** Versions recorded with a run; no hash covers them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KERNEL_VERSION } from '../../native-rs/kernel-version.js'
import { packageRoot } from '../../lib/package-root.js'

export const versions = (): { readonly sep: string; readonly kernel: string; readonly node: string } => ({
  sep: (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version,
  kernel: KERNEL_VERSION,
  node: process.versions.node,
})
