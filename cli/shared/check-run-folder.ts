/** Checks before the work that a run folder can be written. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { RUN_FILES } from '../../app/backtest/run-files.js'
import { SepError } from '../../model/error-codes.js'
import { checkOutputFolder } from './output.js'

/** Another run is replaced only if the operator wants it. */
export const checkRunFolder = (folder: string, force: boolean): void => {
  const held = RUN_FILES.filter((name) => existsSync(join(folder, name)))
  if (held.length > 0 && !force)
    throw new SepError('bad-argument', `--out ${folder}: holds ${held.join(', ')} of another run; --force replaces it`)
  checkOutputFolder('--out', folder)
}
