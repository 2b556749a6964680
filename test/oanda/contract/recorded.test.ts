/** The real broker's answers against what SEP needs of them and what it knows of them. */
import { describe, expect, test } from 'vitest'
import { ENDPOINT_NAMES } from '../../../oanda/contract/endpoints.js'
import { differenceText, judgeAnswers, type Recorded } from '../../../oanda/contract/judge-answers.js'
import { allAnswers, answersOf, savedFiles, singleAnswers } from './recorded-answers.js'

const texts = (recorded: readonly Recorded[]) =>
  judgeAnswers(recorded).flatMap(({ endpoint, differences }) =>
    differences.map((one) => `${endpoint}: ${differenceText(one)}`),
  )

describe('recorded answers of the broker', () => {
  test('there is one of each endpoint', () => {
    const seen = new Set(allAnswers.map(({ endpoint }) => endpoint))
    expect(ENDPOINT_NAMES.filter((name) => !seen.has(name))).toEqual([])
  })

  test('SEP can use all of them', () => {
    expect(judgeAnswers(allAnswers).flatMap(({ unusable }) => unusable)).toEqual([])
  })

  test('none has a field or a code that is not known', () => {
    expect(texts(allAnswers).filter((text) => /unknown/.test(text))).toEqual([])
  })

  test('the newer ones are as known', () => {
    expect(texts(singleAnswers)).toEqual([])
    expect(texts(answersOf('practice-guaranteed-stops.json'))).toEqual([])
  })

  test('those of 2016 lack what came later', () => {
    expect(savedFiles).toContain('practice-2016.json')
    expect(texts(answersOf('practice-2016.json'))).toEqual([
      'account: absent account.guaranteedStopLossOrderMode',
      'account: absent account.financing',
      'account: absent account.commission',
      'account: absent account.positions[].short.financing, 2 times',
      'account: absent account.positions[].long.financing, 2 times',
      'summary: absent account.guaranteedStopLossOrderMode',
      'summary: absent account.financing',
      'summary: absent account.commission',
      'instruments: absent instruments[].guaranteedStopLossOrderMode, 5 times',
      'instruments: absent instruments[].tags, 5 times',
      'instruments: absent instruments[].financing, 5 times',
      'pricing: absent time',
      'pricing: absent prices[].type, 2 times',
      'pricing: absent prices[].tradeable, 2 times',
      'candles: another form instrument (text)',
      'positions: absent positions[].short.financing, 2 times',
      'positions: absent positions[].long.financing, 2 times',
      'price line: absent tradeable, 3 times',
    ])
  })
})
