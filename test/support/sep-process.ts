/** Runs the built command in its own process; returns exit code and output. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'
import type { Finished } from './run-program.js'

export const sepProcess = (args: readonly string[], env: { readonly [name: string]: string } = {}): Finished => {
  // With it Node would warn about every NO_COLOR.
  const { FORCE_COLOR: _, ...own } = process.env
  const child = spawnSync(process.execPath, [join(packageRoot(), 'dist/cli/main.js'), ...args], {
    encoding: 'utf8',
    env: { ...own, ...env },
    maxBuffer: 1 << 28,
  })
  return { code: child.status, out: child.stdout, err: child.stderr }
}
