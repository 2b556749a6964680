/** Rules about how large things get. */
import { dirname } from 'node:path/posix'
import { findings, type Rule, tally } from './rule.js'
import { topOf } from './tree.js'

const FILE_LINES_MAX = 250
const ROOT_LINES_MAX = 80
const FOLDER_FILES_MAX = 20
const TEST_FOLDER_FILES_MAX = 30
const LINE_CHARACTERS_MAX = 140

const CODE = /\.(tsx?|mjs|js|rs)$/

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n')

export const fileLines: Rule = {
  name: 'file lines',
  law: `A file has at most ${FILE_LINES_MAX} lines, a root in deploy/ ${ROOT_LINES_MAX}.`,
  measure: (tree) =>
    findings(
      tree
        .filter(({ path }) => CODE.test(path))
        .map(({ path, text }): [string, number] => {
          const lines = linesOf(text).length
          return [path, lines > (dirname(path) === 'deploy' ? ROOT_LINES_MAX : FILE_LINES_MAX) ? lines : 0]
        }),
    ),
}

export const folderFiles: Rule = {
  name: 'folder files',
  law: `A folder of production code has at most ${FOLDER_FILES_MAX} files, one under test/ ${TEST_FOLDER_FILES_MAX}.`,
  measure: (tree) => {
    const code = tree.filter(({ path }) => !path.endsWith('.md'))
    const counts = Object.entries(tally(code.map(({ path }) => dirname(path))))
    return findings(
      counts.map(([folder, count]): [string, number] => [
        folder,
        count > (topOf(folder) === 'test' ? TEST_FOLDER_FILES_MAX : FOLDER_FILES_MAX) ? count : 0,
      ]),
    )
  },
}

export const longLines: Rule = {
  name: 'long lines',
  law: `A line of code, comment or prose has at most ${LINE_CHARACTERS_MAX} characters; prose breaks after a sentence.`,
  measure: (tree) =>
    findings(
      tree.map(({ path, text }): [string, number] => [
        path,
        linesOf(text).filter((line) => line.length > LINE_CHARACTERS_MAX).length,
      ]),
    ),
}
