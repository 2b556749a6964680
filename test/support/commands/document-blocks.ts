/** Code blocks of documents. */
import Markdown from 'markdown-it'

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

export const isDocument = (path: string): boolean => /^(docs\/.*|README|CONTRIBUTING)\.md$/.test(path)

export const blocksOf = (markdown: string): readonly Block[] =>
  new Markdown({ html: true })
    .parse(markdown, {})
    .filter(({ type }) => type === 'fence' || type === 'code_block')
    .map(({ info, content, map }) => ({ line: (map?.[0] ?? 0) + 1, info: info.trim(), text: content }))
