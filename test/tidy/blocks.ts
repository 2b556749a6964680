/** Code blocks of documents: each has a language, and a shell block how it is tested. */
import { type Block, blocksOf, isDocument, SHELL_TAGS } from '../support/commands/document-blocks.js'
import { type Rule, tally } from './rule.js'

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
      tree
        .filter(({ path }) => isDocument(path))
        .flatMap(({ path, text }) =>
          blocksOf(text).flatMap((block) => {
            const fault = faultOf(block)
            return fault === null ? [] : [`${path}:${block.line} ${fault}`]
          }),
        ),
    ),
}
