/** A saved answer holds nothing of a person, and the report on it is that on the answer itself. */
import { describe, expect, test } from 'vitest'
import { differenceText, judgeAnswers, type Recorded } from '../../../oanda/contract/judge-answers.js'
import { scrubAnswer } from '../../../oanda/contract/scrub-answer.js'
import * as broker from '../../support/recorded-broker.js'
import { allAnswers } from './recorded-answers.js'

const SECRET = 'Jane Roe, 12 High Street'
const PRIVATE = { amounts: false } as const

const report = (recorded: Recorded) =>
  judgeAnswers([recorded]).map(({ unusable, differences }) => [unusable, differences.map(differenceText)])

/** The document with `value` at every place in turn: in place of each value, and as one field more of each object. */
const placed = function* (document: unknown, value: unknown): Generator<unknown> {
  if (Array.isArray(document)) {
    for (const [i, item] of document.entries())
      for (const other of placed(item, value)) yield document.map((kept: unknown, k) => (k === i ? other : kept))
  } else if (typeof document === 'object' && document !== null) {
    for (const [name, inner] of Object.entries({ ...document, novelty: null })) {
      yield { ...document, [name]: value }
      for (const other of placed(inner, value)) if (other !== value) yield { ...document, [name]: other }
    }
  } else yield value
}

/** What the broker might write one day, or a person has written. */
const VALUES = [
  SECRET,
  'JANE-ROE-1',
  'NEW_CODE',
  '',
  '-0.00',
  null,
  true,
  -0.5,
  [`x@example.org`],
  { [`inner`]: SECRET },
]

const changedAnswers: readonly Recorded[] = allAnswers.flatMap((recorded) =>
  VALUES.flatMap((value) => [...placed(recorded.document, value)].map((document) => ({ ...recorded, document }))),
)

describe('a saved answer', () => {
  test('holds no text of a person, wherever the broker puts one', () => {
    const leaks = changedAnswers.filter((recorded) =>
      /Jane|JANE|example\.org/.test(JSON.stringify(scrubAnswer(recorded, PRIVATE))),
    )
    expect(leaks).toEqual([])
  })

  test('is judged like the answer itself, and scrubbing it again changes nothing', () => {
    const wrong = changedAnswers.filter((recorded) => {
      const saved = scrubAnswer(recorded, PRIVATE)
      const isJudgedAlike = JSON.stringify(report(saved)) === JSON.stringify(report(recorded))
      return !isJudgedAlike || JSON.stringify(scrubAnswer(saved, PRIVATE)) !== JSON.stringify(saved)
    })
    expect(wrong.map((recorded) => [recorded, report(recorded), report(scrubAnswer(recorded, PRIVATE))])).toEqual([])
  })

  test('keeps what helps, and nothing else', () => {
    const answer: Recorded = {
      endpoint: 'summary',
      document: {
        account: {
          ...broker.summary.account,
          id: '101-004-7654321-002',
          alias: SECRET,
          balance: '-9876.54',
          createdByUserID: 7_654_321,
          guaranteedStopLossOrderMode: 'SOMETIMES',
          novelty: '42.5',
        },
        lastTransactionID: '5',
      },
    }
    const { account } = scrubAnswer(answer, PRIVATE).document as { account: Record<string, unknown> }
    expect(account).toMatchObject({
      id: '101-004-0000000-002',
      alias: 'text',
      balance: '-1.11',
      pl: '0.0000',
      createdByUserID: 1,
      createdTime: broker.summary.account.createdTime,
      marginRate: '0.02',
      guaranteedStopLossOrderMode: 'SOMETIMES',
      novelty: '1.1',
    })
    const kept = scrubAnswer(answer, { amounts: true }).document as { account: Record<string, unknown> }
    expect(kept.account).toMatchObject({ id: '101-004-0000000-002', alias: 'text', balance: '-9876.54' })
  })
})
