/** The verdict on the broker's answers as lines of `sep doctor`. */
import {
  differenceText,
  type CountedContractChange,
  judgeAnswers,
  type Recorded,
} from '../../../oanda/contract/judge-answers.js'
import { failed, fine, type Finding, warning } from '../finding.js'
import type { Unanswered } from './probe.js'

/** Differences of one endpoint that are written out. */
const SHOWN = 12

/** What SEP cannot do without has failed; what is new or absent, and is not needed, is a notice. */
export const contractFindings = (
  recorded: readonly Recorded[],
  unanswered: readonly Unanswered[],
): readonly Finding[] => {
  const verdicts = judgeAnswers(recorded)
  const bad = [
    ...unanswered.map(({ endpoint, why }) => failed('contract', `${endpoint}: no answer: ${why}`)),
    ...verdicts.flatMap(({ endpoint, unusable }) =>
      unusable.map((why) => failed('contract', `${endpoint}: SEP cannot use it: ${why}`)),
    ),
  ]
  const notices = verdicts.flatMap(({ endpoint, differences }) => noticesOf(endpoint, differences))
  const names = verdicts.map(({ endpoint, documents }) => `${endpoint} ${documents}`).join(', ')
  const different = verdicts.reduce((sum, { differences }) => sum + differences.length, 0)
  const known = different === 0 ? 'as known' : `${different} notices, none of which SEP needs`
  return [...bad, ...notices, ...(bad.length === 0 ? [fine('contract', `${known}: ${names}`)] : [])]
}

const noticesOf = (endpoint: string, differences: readonly CountedContractChange[]): readonly Finding[] => {
  const shown = differences.slice(0, SHOWN).map((one) => warning('contract', `${endpoint}: ${differenceText(one)}`))
  const more = differences.length - shown.length
  return more > 0 ? [...shown, warning('contract', `${endpoint}: and ${more} more: --save DIR keeps them all`)] : shown
}
