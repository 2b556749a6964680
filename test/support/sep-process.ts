/** Runs the built command in its own process; returns exit code and output. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'
import type { Finished } from './run-program.js'
import { type PrintedSecret, secretCheck } from './secrets/secret-check.js'

export const sepProcess = (
  args: readonly string[],
  env: { readonly [name: string]: string } = {},
  prints: PrintedSecret = null,
): Finished => {
  // With it Node would warn about every NO_COLOR.
  const { FORCE_COLOR: _, ...own } = process.env
  const child = spawnSync(process.execPath, [join(packageRoot(), 'dist/cli/main.js'), ...args], {
    encoding: 'utf8',
    env: { ...own, ...env },
    maxBuffer: 1 << 28,
  })
  for (const text of [child.stdout, child.stderr]) secretCheck(`sep ${args[0]}`, args, { ...own, ...env }, prints)(text)
  return { code: child.status, out: child.stdout, err: child.stderr }
}
