/** The benches' data: days of the synthetic market, eight pairs, generated once under .cache/bench. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawnSync } from 'node:child_process'
import { packageRoot } from '../../lib/package-root.js'

export const benchData = (days = 90): string => {
  const folder = join(packageRoot(), '.cache', 'bench', `synth-${days}d-seed1`)
  if (!existsSync(join(folder, 'done', 'USD_JPY_M1.csv.gz'))) {
    const made = spawnSync(
      process.execPath,
      [
        fileURLToPath(new URL('../../cli/main.js', import.meta.url)),
        'data',
        'synth',
        '--days',
        String(days),
        '--seed',
        '1',
        '--out',
        join(folder, 'done'),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    if (made.status !== 0) throw new Error('the bench data could not be generated')
  }
  return join(folder, 'done')
}
