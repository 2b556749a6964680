/** What a mistyped name of a setting probably means. */
import type { Leaf } from './leaves.js'
import { originOf } from './leaves.js'

/** Undefined if no name is near: a wrong guess is worse than none. */
export const nearestLeaf = (name: string, leaves: readonly Leaf[]): Leaf | undefined => {
  const wanted = plain(name)
  const ranked = leaves
    .flatMap((leaf) => namesOf(leaf).map((other) => ({ leaf, distance: distanceOf(wanted, plain(other)), other })))
    .filter(({ distance, other }) => distance <= Math.min(wanted.length, plain(other).length) / 5)
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  if (best) return originOf(best.leaf, leaves)
  // The name of the leaf without its section, if there is one such.
  const tails = new Set(
    leaves.filter((leaf) => plain(leaf.key ?? '') === plainTail(name)).map((leaf) => originOf(leaf, leaves)),
  )
  return tails.size === 1 ? [...tails][0] : undefined
}

const namesOf = (leaf: Leaf): readonly string[] => [
  leaf.path,
  ...(leaf.short ? [leaf.short] : []),
  ...leaf.names,
  ...(leaf.fileName ? [leaf.fileName] : []),
]

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

const plainTail = (name: string): string => plain(name.slice(name.lastIndexOf('.') + 1))

/** Insertions, removals and replacements that make one of the other (Levenshtein). */
const distanceOf = (a: string, b: string): number => {
  const first = Array.from({ length: b.length + 1 }, (_, j) => j)
  const last = [...a].reduce<readonly number[]>((above, letter, i) => {
    const row = [i + 1]
    for (let j = 0; j < b.length; j++)
      row.push(Math.min(row[j]! + 1, above[j + 1]! + 1, above[j]! + (letter === b[j] ? 0 : 1)))
    return row
  }, first)
  return last[b.length]!
}
