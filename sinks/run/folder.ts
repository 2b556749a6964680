/** Writes a run folder: each file is either complete or absent. */
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SepError } from '../../model/error-codes.js'
import { makeFolder } from '../../lib/make-folder.js'

/** Text, or the pieces of it. */
export type FileContent = string | Uint8Array | { readonly pieces: () => Iterable<string | Uint8Array> }

/** Writes all files under temporary names and renames them at the end, so an error leaves no partial file. */
export const writeFolder = (folder: string, files: { readonly [name: string]: FileContent }): void => {
  const temporary: string[] = []
  try {
    makeFolder(folder)
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, `.${name}.part`)
      temporary.push(path)
      writeContent(path, content)
    }
    for (const name of Object.keys(files)) renameSync(join(folder, `.${name}.part`), join(folder, name))
  } catch (cause) {
    for (const path of temporary) rmSync(path, { force: true })
    throw new SepError('bad-argument', `cannot write the run folder ${folder}: ${(cause as Error).message}`, { cause })
  }
}

const writeContent = (path: string, content: FileContent): void => {
  if (typeof content === 'string' || content instanceof Uint8Array) return writeFileSync(path, content)
  const file = openSync(path, 'w')
  try {
    for (const piece of content.pieces()) writeFileSync(file, piece)
  } finally {
    closeSync(file)
  }
}
