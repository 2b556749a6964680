/** Runs a script of deploy/store, which also works where there is no Node, as next to the store of a container. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { withoutSecrets } from '../../../lib/log/secret-values.js'
import { packageRoot } from '../../../lib/package-root.js'
import { SepError } from '../../../model/error-codes.js'

/** What it prints. An error is its last line. */
export const storeScript = async (
  name: 'backup' | 'restore',
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> => {
  const script = join(packageRoot(), 'deploy', 'store', `${name}.sh`)
  const child = spawn('/bin/sh', [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const seen = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (seen.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (seen.err += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return seen.out
  const lines = seen.err.trim().split('\n')
  const why = (lines.at(-1) ?? '').replace(`${name}: `, '')
  throw new SepError('store-unavailable', `${name}: ${withoutSecrets(why) || `ended with ${code}`}`)
}
