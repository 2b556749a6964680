/** Writes a run folder: each file is either complete or absent. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SepError } from '../../model/error-codes.js'
import { makeFolder } from '../../lib/make-folder.js'

/** Writes all files under temporary names and renames them at the end, so an error leaves no partial file. */
export const writeFolder = (folder: string, files: { readonly [name: string]: string | Uint8Array }): void => {
  const temporary: string[] = []
  try {
    makeFolder(folder)
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, `.${name}.part`)
      temporary.push(path)
      writeFileSync(path, content)
    }
    for (const name of Object.keys(files)) renameSync(join(folder, `.${name}.part`), join(folder, name))
  } catch (cause) {
    for (const path of temporary) rmSync(path, { force: true })
    throw new SepError('bad-argument', `cannot write the run folder ${folder}: ${(cause as Error).message}`, { cause })
  }
}
