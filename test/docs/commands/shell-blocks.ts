/** Shell blocks of the documents, with their tags, and the command lines of SEP in them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { blocksOf, isDocument, type ShellTag } from '../../support/commands/document-blocks.js'

export interface ShellBlock {
  readonly page: string
  readonly line: number
  readonly tag: ShellTag
  readonly text: string
}

export const shellBlocks = (root: string): readonly ShellBlock[] =>
  [
    ...readdirSync(root),
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
  ]
    .filter(isDocument)
    .sort()
    .flatMap((path) =>
      blocksOf(readFileSync(join(root, path), 'utf8')).flatMap(({ info, line, text: code }) => {
        const [language, tag] = info.split(/\s+/)
        return language === 'sh' ? [{ page: path, line, tag: tag as ShellTag, text: code }] : []
      }),
    )

/** Words of each command of SEP in a piece of shell, after `sep`; quotes are taken away. */
export const sepLines = (text: string): readonly (readonly string[])[] =>
  text
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split(/[;|&()]+|\d?>+\s*\S+/))
    .flatMap((part) => {
      const words = (part.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'))
      const at = words.findIndex(
        (word, n) => word === 'sep' && (n === 0 || words[n - 1] === '--no' || words[n - 1] === '--'),
      )
      return at < 0 ? [] : [words.slice(at + 1)]
    })
