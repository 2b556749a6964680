/** Words that a native reader stumbles over, in comments, strings and prose. */
import { findings, type Rule } from './rule.js'
import { scanOnce } from './scan.js'
import { type SourceFile, topOf } from './tree.js'

const WORDS = ['told', 'says', 'anew', 'beside', 'drawn by lot', 'is said', 'whoever', 'somebody']
/** A string without a space is a name, such as the stored field `'told'`. */
const FIELD = /^\w*$/

/** Names in backticks are code. */
const withoutNames = (text: string): string => text.replace(/`[^`]*`/g, '')

const proseOf = ({ path, text }: SourceFile): string => {
  if (path.endsWith('.md')) return withoutNames(text)
  if (!/\.(ts|mjs|js)$/.test(path)) return text
  const { comments, strings } = scanOnce(text)
  return [...comments, ...strings.filter((string) => !FIELD.test(string))].map(withoutNames).join('\n')
}

export const words: Rule = {
  name: 'words',
  law: `Not in comments, sentences and docs: ${WORDS.join(', ')}.`,
  measure: (tree) => {
    const counts = new Map<string, number>()
    // The rule's own list and its examples.
    for (const file of tree.filter(({ path }) => !path.startsWith('test/tidy/'))) {
      const prose = proseOf(file)
      for (const word of WORDS) {
        const count = prose.match(new RegExp(`\\b${word.replaceAll(' ', '\\s+')}\\b`, 'gi'))?.length ?? 0
        const key = `"${word}" in ${topOf(file.path)}`
        counts.set(key, (counts.get(key) ?? 0) + count)
      }
    }
    return findings(counts)
  },
}
