/** A rule measures what breaks it; the ratchet holds what broke it before the rule came. */
import type { Tree } from './tree.js'

/** Key (a file, a function, a name, a folder) to a number; only what breaks the rule is in it. */
export type Findings = { readonly [key: string]: number }

export interface Rule {
  readonly name: string
  /** What holds everywhere, as one sentence. */
  readonly law: string
  readonly measure: (tree: Tree, root: string) => Findings
}

/** Counts above zero, in order of their keys. */
export const findings = (counts: Iterable<readonly [string, number]>): Findings =>
  Object.fromEntries([...counts].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)))

/** How often each key occurs. */
export const tally = (keys: Iterable<string>): Findings => {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return findings(counts)
}
