/** Checks that a folder can be written to, before the work that fills it. */
import { mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/**
 * A missing folder is fine if one above it can be written to. It probes with a temporary folder, because permissions alone do not show what
 * a file system allows. Throws the error of the file system.
 */
export const checkFolder = (folder: string): void => {
  const path = resolve(folder)
  const facts = statSync(path, { throwIfNoEntry: false })
  if (!facts && dirname(path) !== path) return checkFolder(dirname(path))
  if (facts && !facts.isDirectory()) throw new Error(`${path} is a file, not a folder`)
  rmdirSync(mkdtempSync(join(path, '.sep-')))
}
