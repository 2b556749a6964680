/** The identity of a graph file: its content with that of all files it imports by relative path. */
import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import { sha256 } from '../../graph/engine/hash/hash.js'
import type { GraphFile } from '../../model/graph-file.js'

/**
 * Follows every string literal in the source that names an existing file by relative path: imports and exports, dynamic imports with a
 * literal, and data as in `new URL('./weights.json', import.meta.url)`. Packages are not followed, nor is a path that is computed.
 */
export const graphFile = (path: string): GraphFile => {
  const main = resolve(path)
  const hashes = new Map<string, string>()
  const visit = (file: string): void => {
    if (hashes.has(file)) return
    const bytes = readFileSync(file)
    hashes.set(file, sha256(bytes))
    if (/\.[cm]?js$/.test(file))
      for (const imported of relativeFiles(bytes.toString('utf8'), dirname(file))) visit(imported)
  }
  visit(main)
  // Relative to the file, so that moving the folder changes nothing; its own name is left out, so that it may be renamed.
  const lines = [...hashes].map(([file, hash]) => `${hash}  ${file === main ? '' : relative(dirname(main), file)}\n`)
  return {
    path: basename(main),
    sha256: lines.length === 1 ? (hashes.get(main) as string) : sha256(lines.sort().join('')),
  }
}

const relativeFiles = (source: string, folder: string): readonly string[] =>
  [...source.matchAll(/(['"`])(\.{1,2}\/(?:(?!\1)[^\\\n])+)\1/g)]
    .map(([, , text]) => resolve(folder, (text as string).replace(/[?#].*$/, '')))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
