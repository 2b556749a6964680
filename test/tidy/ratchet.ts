/** A ratchet: what broke a rule when it came is listed with its number, and the list only shrinks. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Findings, Rule } from './rule.js'

export type Ratchet = { readonly [rule: string]: Findings }

export const ratchetPath = (root: string): string => join(root, 'test/tidy/ratchet.json')
export const readRatchet = (root: string): Ratchet => JSON.parse(readFileSync(ratchetPath(root), 'utf8')) as Ratchet

/** What is worse than its entry, or has none. */
export const worse = ({ law }: Pick<Rule, 'law'>, found: Findings, listed: Findings = {}): string[] =>
  Object.entries(found)
    .filter(([key, count]) => count > (listed[key] ?? 0))
    .map(([key, count]) =>
      key in listed
        ? `${key}: ${count}, was ${listed[key]} and may only shrink. ${law}`
        : `${key}: ${count}, not listed (an entry of test/tidy/ratchet.json follows its file or function when that is renamed). ${law}`,
    )

/** What is better than its entry: the entry has to follow, or the next change could undo the gain. */
export const better = (found: Findings, listed: Findings = {}): string[] =>
  Object.entries(listed)
    .filter(([key, count]) => (found[key] ?? 0) < count)
    .map(([key, count]) =>
      key in found
        ? `${key}: ${found[key]}, listed with ${count}; lower the entry with \`npm run ratchet\``
        : `${key}: listed with ${count} and gone; remove the entry with \`npm run ratchet\``,
    )

/** The list that follows from what is found. A rule without a list gets its first one; an existing list never grows. */
export const shrunk = (rules: readonly Rule[], found: Ratchet, listed: Ratchet): Ratchet => {
  const grown = rules.flatMap((rule) => (listed[rule.name] ? worse(rule, found[rule.name]!, listed[rule.name]) : []))
  if (grown.length > 0) throw new Error(`the ratchet only shrinks:\n${grown.join('\n')}`)
  return Object.fromEntries(rules.map(({ name }) => [name, found[name]!]))
}
