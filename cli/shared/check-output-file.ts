/** A fault of the file that a command is to write, told before it works for it. */
import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { SepError } from '../../model/error-codes.js'
import { checkFolder } from '../../lib/check-folder.js'

/** `path` as `writeOutput` takes it, and the same error: `missing-data`. */
export const checkOutputFile = (path: string | undefined): void => {
  if (path === undefined || path === '-') return
  try {
    const facts = statSync(path, { throwIfNoEntry: false })
    if (facts?.isDirectory()) throw new Error('is a folder')
    // A device or a pipe is written to itself; a file is put into its folder.
    if (facts && !facts.isFile()) return accessSync(path, constants.W_OK)
    const folder = dirname(path)
    if (!statSync(folder, { throwIfNoEntry: false })) throw new Error(`there is no folder ${folder}`)
    checkFolder(folder)
  } catch (cause) {
    throw new SepError('missing-data', `${path}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}
