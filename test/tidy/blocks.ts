/** Code blocks of documents: each has a language, and a shell block how it is tested. */
import Markdown from 'markdown-it'
import { type Rule, tally } from './rule.js'
import type { SourceFile } from './tree.js'

/** How a shell block is tested: test/docs/commands. */
export const SHELL_TAGS = ['run', 'long', 'service', 'pipeline', 'network', 'sample'] as const
export type ShellTag = (typeof SHELL_TAGS)[number]

export interface Block {
  /** First line of the block in its file, from 1. */
  readonly line: number
  /** What follows the fence; empty for an indented block. */
  readonly info: string
  readonly text: string
}

export const isDocument = ({ path }: Pick<SourceFile, 'path'>): boolean =>
  /^(docs\/.*|README|CONTRIBUTING)\.md$/.test(path)

export const blocksOf = (markdown: string): readonly Block[] =>
  new Markdown({ html: true })
    .parse(markdown, {})
    .filter(({ type }) => type === 'fence' || type === 'code_block')
    .map(({ info, content, map }) => ({ line: (map?.[0] ?? 0) + 1, info: info.trim(), text: content }))

const SHELLS = ['sh', 'bash', 'shell', 'console', 'zsh']

/** What is wrong with a block; null = nothing. */
const faultOf = ({ info, text }: Block): string | null => {
  const [language = '', tag, ...more] = info.split(/\s+/)
  if (language === '') return 'has no language: write ```text, or ```sh with a tag'
  if (/\bnpx sep\b/.test(text)) return 'has `npx sep`: write `npx --no sep`, which never fetches a package of that name'
  if (!SHELLS.includes(language)) return null
  const isTagged =
    language === 'sh' && more.length === 0 && (SHELL_TAGS as readonly (string | undefined)[]).includes(tag)
  return isTagged ? null : `is a shell block without a tag: write \`\`\`sh and one of ${SHELL_TAGS.join(', ')}`
}

export const blocks: Rule = {
  name: 'code blocks',
  law: `A code block of a document has a language; one of shell is \`sh\` and how it is tested: ${SHELL_TAGS.join(', ')}.`,
  measure: (tree) =>
    tally(
      tree.filter(isDocument).flatMap(({ path, text }) =>
        blocksOf(text).flatMap((block) => {
          const fault = faultOf(block)
          return fault === null ? [] : [`${path}:${block.line} ${fault}`]
        }),
      ),
    ),
}
