/** One exported name, one meaning. */
import { packageOf } from './layers.js'
import { findings, type Rule } from './rule.js'
import { scanOnce } from './scan.js'
import { isProduction, isTypeScript, topOf } from './tree.js'

const EXPORTED =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const enum|const|let|function\*?|class|interface|type|enum) (\w+)/gm
/** `export { a, type B }` of names defined in the file; with `from` it is a second way to the same thing. */
const LISTED = /^export (?:type )?\{([^}]*)\}(?!\s*from)/gm

const exportsOf = (code: string): string[] => [
  ...[...code.matchAll(EXPORTED)].map((match) => match[1] as string),
  ...[...code.matchAll(LISTED)].flatMap((match) =>
    (match[1] as string)
      .split(',')
      .map((name) =>
        name
          .trim()
          .replace(/^type /, '')
          .replace(/^.* as /, ''),
      )
      .filter((name) => name !== ''),
  ),
]

export const uniqueNames: Rule = {
  name: 'exported names',
  law: 'An exported name, type or value, is defined in one package (top folder) only; ui, which can import none of them, is apart.',
  measure: (tree) => {
    const packages = new Map<string, Set<string>>()
    for (const { path, text } of tree.filter(
      (file) => isProduction(file) && isTypeScript(file) && topOf(file.path) !== 'ui',
    ))
      for (const name of exportsOf(scanOnce(text).code))
        packages.set(name, (packages.get(name) ?? new Set()).add(packageOf(path)))
    return findings([...packages].map(([name, { size }]) => [name, size > 1 ? size : 0]))
  },
}
