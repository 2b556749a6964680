/** Makes a folder and the missing ones above it. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * As `mkdirSync(folder, { recursive: true })`, which in Node 20 never returns where a file system answers "no such entry" in a folder that is there, as /proc does.
 * A folder that cannot be made is the error of the file system.
 */
export const makeFolder = (folder: string, mode = 0o777): void => {
  const path = resolve(folder)
  if (isFolder(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path), mode)
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(path)) throw error
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
