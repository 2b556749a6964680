/** A saved answer holds nothing of a person, and the report on it is that on the answer itself. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differenceText, judgeAnswers, type Recorded } from '../../../oanda/contract/judge-answers.js'
import { scrubAnswer } from '../../../oanda/contract/scrub-answer.js'
import * as broker from '../../support/recorded-broker.js'
import { allAnswers } from './recorded-answers.js'

const SECRET = 'Jane Roe, 12 High Street'
const PRIVATE = { amounts: false } as const

const report = (recorded: Recorded) =>
  judgeAnswers([recorded]).map(({ unusable, differences }) => [unusable, differences.map(differenceText)])

/** Puts a value at a random place of a document: a field more, or another value of one. */
const changed = (document: unknown, steps: readonly number[], value: unknown): unknown => {
  const [step = 0, ...rest] = steps
  if (Array.isArray(document)) {
    const at = step % Math.max(1, document.length)
    return document.map((item, i) => (i === at ? changed(item, rest, value) : item))
  }
  if (typeof document !== 'object' || document === null) return value
  const names = [...Object.keys(document), 'novelty']
  const name = names[step % names.length] as string
  const inner = (document as Record<string, unknown>)[name]
  return { ...document, [name]: rest.length === 0 ? value : changed(inner, rest, value) }
}

const changedAnswer = fc
  .record({
    recorded: fc.constantFrom(...allAnswers),
    steps: fc.array(fc.nat(60), { minLength: 1, maxLength: 6 }),
    value: fc.constantFrom(SECRET, 'JANE-ROE-1', 'x@example.org', null, true, 7, [SECRET], { [`inner`]: SECRET }),
  })
  .map(({ recorded, steps, value }): Recorded => ({ ...recorded, document: changed(recorded.document, steps, value) }))

describe('a saved answer', () => {
  test('holds no text of a person, wherever the broker puts one', () => {
    fc.assert(
      fc.property(changedAnswer, (recorded) => {
        expect(JSON.stringify(scrubAnswer(recorded, PRIVATE))).not.toMatch(/Jane|JANE|example\.org/)
      }),
      { numRuns: 400 },
    )
  })

  test('is judged like the answer itself, and scrubbing it again changes nothing', () => {
    fc.assert(
      fc.property(changedAnswer, (recorded) => {
        const saved = scrubAnswer(recorded, PRIVATE)
        expect(report(saved)).toEqual(report(recorded))
        expect(scrubAnswer(saved, PRIVATE)).toEqual(saved)
      }),
      { numRuns: 400 },
    )
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
      novelty: '1',
    })
    const kept = scrubAnswer(answer, { amounts: true }).document as { account: Record<string, unknown> }
    expect(kept.account).toMatchObject({ id: '101-004-0000000-002', alias: 'text', balance: '-9876.54' })
  })
})
