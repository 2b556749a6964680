/** What the documents name exists. */
import { ERROR_CODES } from '../../model/error-codes.js'
import { type Rule, tally } from './rule.js'

/** Codes of the runbook's headings. */
const runbookCodes = (text: string): string[] =>
  [...text.matchAll(/^## `([a-z-]+)`/gm)].map((match) => match[1] as string)

export const runbook: Rule = {
  name: 'runbook',
  law: 'docs/runbook.md has every error code of model/error-codes.ts, in its order, and no other.',
  measure: (tree) => {
    const listed = runbookCodes(tree.find(({ path }) => path === 'docs/runbook.md')?.text ?? '')
    const codes = Object.keys(ERROR_CODES)
    const missing = codes.filter((code) => !listed.includes(code)).map((code) => `${code} is missing`)
    const unknown = listed.filter((code) => !codes.includes(code)).map((code) => `${code} is unknown`)
    const inOrder = listed.join() === codes.join()
    return tally([...missing, ...unknown, ...(inOrder || missing.length + unknown.length > 0 ? [] : ['order'])])
  },
}
