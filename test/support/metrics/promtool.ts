/** Prometheus' own checker, of Debian's package `prometheus`. */
import { spawnSync } from 'node:child_process'

/** What it prints, and its exit code. Without the program every test that needs it fails. */
export const promtool = (args: readonly string[], input = ''): { readonly code: number; readonly text: string } => {
  const { error, status, stdout, stderr } = spawnSync('promtool', [...args], { input, encoding: 'utf8' })
  if (error)
    throw new Error('promtool is missing: apt-get install --no-install-recommends prometheus', { cause: error })
  return { code: status ?? 1, text: `${stdout}${stderr}` }
}
