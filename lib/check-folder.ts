/** Can files be written into a folder? Asked before the work whose result they are. */
import { mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/**
 * The folder may be missing: then one above it must take it. Tries it with a folder that is removed at once, as rights alone do not say what a file system
 * allows. A folder that cannot be written to is the error of the file system.
 */
export const checkFolder = (folder: string): void => {
  const path = resolve(folder)
  const facts = statSync(path, { throwIfNoEntry: false })
  if (!facts && dirname(path) !== path) return checkFolder(dirname(path))
  if (facts && !facts.isDirectory()) throw new Error(`${path} is a file, not a folder`)
  rmdirSync(mkdtempSync(join(path, '.sep-')))
}
