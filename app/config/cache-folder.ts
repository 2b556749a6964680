/** Where caches and stores of this machine go: a checkout keeps its own, an installed package never writes into itself. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, sep } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'
import { environment } from './environment.js'

/** `.cache` of a git checkout, else `$XDG_CACHE_HOME/sep`, else `~/.cache/sep`. */
export const cacheFolder = (
  root: string = packageRoot(),
  env: Readonly<Record<string, string>> = environment(),
): string => {
  if (isCheckout(root)) return join(root, '.cache')
  // The XDG specification: a relative path is invalid and ignored.
  const xdg = env['XDG_CACHE_HOME'] ?? ''
  return join(isAbsolute(xdg) ? xdg : join(env['HOME'] || homedir(), '.cache'), 'sep')
}

const isCheckout = (root: string): boolean =>
  existsSync(join(root, '.git')) && !root.split(sep).includes('node_modules')
