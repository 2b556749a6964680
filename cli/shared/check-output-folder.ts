/** A fault of the folder that a command is to write to, told before it works for it. */
import { SepError } from '../../model/error-codes.js'
import { checkFolder } from '../../lib/check-folder.js'

/** The folder is there, or can be made; else `bad-argument`. Nothing is left in it. */
export const checkOutputFolder = (flag: string, folder: string): void => {
  try {
    checkFolder(folder)
  } catch (cause) {
    throw new SepError('bad-argument', `${flag} ${folder}: cannot be written to: ${(cause as Error).message}`, {
      cause,
    })
  }
}
