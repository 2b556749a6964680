/** What documents and comments name exists. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { GUIDE_PAGES } from '../../deploy/guide/contents.js'
import { ALARM_KINDS } from '../../model/alarm-codes.js'
import { ERROR_CODES } from '../../model/error-codes.js'
import { type Rule, tally } from './rule.js'
import { scanOnce } from './scan.js'
import { PRODUCTION, type SourceFile, topOf } from './tree.js'

const TOPS = [...PRODUCTION, 'test', 'docs', 'examples']
const FENCE = /^```[\s\S]*?^```/gm
const IN_COMMENT = new RegExp(`(?<![\\w/.-])(?:${TOPS.join('|')})/[\\w./-]*\\.(?:ts|mjs|js|json|md|rs)\\b`, 'g')

/** Every path of `{a,b}` in a path. */
const spread = (path: string): string[] => {
  const braces = /^(.*?)\{([^}]*)\}(.*)$/.exec(path)
  return braces ? braces[2]!.split(',').flatMap((part) => spread(`${braces[1]}${part}${braces[3]}`)) : [path]
}

/** Paths in backticks and the targets of links; in code, paths of files that a comment names. */
const pathsIn = ({ path, text }: SourceFile): string[] => {
  if (!path.endsWith('.md')) return scanOnce(text).comments.flatMap((comment) => comment.match(IN_COMMENT) ?? [])
  const prose = text.replace(FENCE, '')
  const named = [...prose.matchAll(/`([\w.{},/-]+)`/g)].map((match) => match[1] as string)
  const links = [...prose.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map((match) => join(dirname(path), match[1]!))
  return [...named.filter((name) => name.includes('/') && TOPS.includes(topOf(name))).flatMap(spread), ...links]
}

export const namedPaths: Rule = {
  name: 'named paths',
  law: 'A path that a document links to or names in backticks exists, and so does a file that a comment names.',
  measure: (tree, root) =>
    tally(
      tree
        .filter(({ path }) => /\.(md|ts|mjs|js)$/.test(path))
        .flatMap((file) =>
          pathsIn(file)
            .filter((target) => !existsSync(join(root, target)))
            .map((target) => `${file.path} names ${target}`),
        ),
    ),
}

export const guide: Rule = {
  name: 'guide',
  law: 'Each page of docs/ has its row in deploy/guide/contents.ts, which names no page that is gone.',
  measure: (tree) => {
    const pages = tree.map(({ path }) => path).filter((path) => /^docs\/[^/]+\.md$/.test(path))
    const listed = GUIDE_PAGES.map(({ from }) => from).filter((from) => from.startsWith('docs/'))
    return tally([
      ...pages.filter((path) => !listed.includes(path)).map((path) => `${path} is missing`),
      ...(pages.length === 0 ? [] : listed.filter((path) => !pages.includes(path)).map((path) => `${path} is gone`)),
    ])
  },
}

/** Codes of a page's headings. */
const codesIn = (text: string, marks: string): string[] =>
  [...text.matchAll(new RegExp(`^${marks} \`([a-z_-]+)\``, 'gm'))].map((match) => match[1] as string)

/** A page lists each of these codes below a heading of its own, in their order, and no other. */
const listsCodes = (page: string, marks: string, codes: readonly string[]): Rule['measure'] => {
  const known = new Set(codes)
  return (tree) => {
    const listed = codesIn(tree.find(({ path }) => path === page)?.text ?? '', marks)
    const missing = codes.filter((code) => !listed.includes(code)).map((code) => `${code} is missing`)
    const unknown = listed.filter((code) => !known.has(code)).map((code) => `${code} is unknown`)
    const inOrder = listed.join() === codes.join()
    return tally([...missing, ...unknown, ...(inOrder || missing.length + unknown.length > 0 ? [] : ['order'])])
  }
}

export const errorCodes: Rule = {
  name: 'error codes',
  law: 'docs/error-codes.md has every error code of model/error-codes.ts, in its order, and no other.',
  measure: listsCodes('docs/error-codes.md', '##', Object.keys(ERROR_CODES)),
}

export const runbook: Rule = {
  name: 'runbook',
  law: 'docs/runbook.md has every alarm code of model/alarm-codes.ts, in its order, and no other.',
  measure: listsCodes('docs/runbook.md', '###', Object.keys(ALARM_KINDS)),
}
