/** What a change of the broker's interface looks like in the report, and that it never shows what belongs to a person. */
import { describe, expect, test } from 'vitest'
import { endpointOf } from '../../../oanda/contract/endpoints.js'
import { differenceText, judgeAnswers, type Recorded } from '../../../oanda/contract/judge-answers.js'
import { CANCEL_REASONS, BROKER_REFUSALS, REJECT_REASONS } from '../../../oanda/refusals/reasons.js'
import * as broker from '../../support/recorded-broker.js'

type Changed = Readonly<Record<string, unknown>>
const account = (changed: Changed): Recorded => ({
  endpoint: 'summary',
  document: { ...broker.summary, account: { ...broker.summary.account, ...changed } },
})
const price = (changed: Changed): Recorded => ({
  endpoint: 'price line',
  document: { ...broker.streamPrice, ...changed },
})
const transaction = (changed: Changed): Recorded => ({
  endpoint: 'transaction line',
  document: { ...broker.streamTransaction, ...changed },
})
const report = (recorded: Recorded) => {
  // As it comes from the wire: without fields that are undefined.
  const document = JSON.parse(JSON.stringify(recorded.document)) as unknown
  const [verdict] = judgeAnswers([{ ...recorded, document }])
  return { unusable: verdict?.unusable, differences: verdict?.differences.map(differenceText) }
}

describe('a change of the interface', () => {
  test.each<[string, Recorded, readonly string[], readonly string[]]>([
    ['nothing', account({}), [], []],
    ['a new field', account({ mood: '12.50' }), [], ['unknown field account.mood (decimal text)']],
    ['a new list', account({ moods: [1] }), [], ['unknown field account.moods (a list)']],
    [
      'a new mode of guaranteed stops',
      account({ guaranteedStopLossOrderMode: 'SOMETIMES' }),
      [],
      ['unknown value account.guaranteedStopLossOrderMode (SOMETIMES)'],
    ],
    [
      'a field that SEP does not need has gone',
      account({ positionValue: undefined }),
      [],
      ['absent account.positionValue'],
    ],
    [
      'a field that SEP needs has gone',
      account({ balance: undefined }),
      ['account.balance: Invalid input: expected string, received undefined'],
      ['absent account.balance'],
    ],
    [
      'a number where text was',
      account({ balance: 3_000_000 }),
      ['account.balance: Invalid input: expected string, received number'],
      [],
    ],
    ['an exponent', account({ pl: '1e5' }), [], ['another form account.pl (text)']],
    ['null where nothing is', account({ marginCallEnterTime: null }), [], []],
    [
      'another kind of candle',
      { endpoint: 'candles', document: { ...broker.candles, granularity: 'M3' } },
      [],
      ['unknown value granularity (M3)'],
    ],
    ['a price in depth', price({ depth: { levels: 3 } }), [], ['unknown field depth (an object)']],
    [
      'a price without bids',
      price({ bids: undefined }),
      ['bids: Invalid input: expected array, received undefined'],
      ['absent bids'],
    ],
    ['a new type of transaction', transaction({ type: 'TAX' }), [], ['unknown value transaction.type (TAX)']],
    ['a new reason', transaction({ reason: 'WHIM' }), [], ['unknown value transaction{MARKET_ORDER}.reason (WHIM)']],
    [
      'a time in another form',
      transaction({ time: 'noon' }),
      ['time: not a time'],
      ['another form transaction{MARKET_ORDER}.time (text)'],
    ],
    [
      'text of a person',
      account({ hedgingEnabled: 'call me on 555 0100' }),
      ['account.hedgingEnabled: Invalid input: expected boolean, received string'],
      ['another form account.hedgingEnabled (text)'],
    ],
    [
      'a list instead of an object',
      { endpoint: 'summary', document: [] },
      ['Invalid input: expected object, received array'],
      ['another form the document (a list)'],
    ],
  ])('%s', (_, recorded, unusable, differences) => {
    const { unusable: found, differences: different } = report(recorded)
    expect(different).toEqual(differences)
    expect(found?.map((text) => text.replace(/^: /, ''))).toEqual(unusable)
  })

  test('an unreadable item of a list is found, though the list is fine', () => {
    const { prices } = broker.pricing
    const bad = { ...broker.pricing, prices: [...prices, { ...prices[0], time: 'noon' }] }
    expect(report({ endpoint: 'pricing', document: bad }).unusable).toEqual(['prices[].time: not a time'])
  })

  test('equal differences are counted', () => {
    expect(judgeAnswers([price({ x: 1 }), price({ x: 2 })])[0]?.differences.map(differenceText)).toEqual([
      'unknown field x (a number), 2 times',
    ])
  })

  test.each([
    ['/v3/accounts', 'accounts'],
    ['/v3/accounts/101-001-1-001', 'account'],
    ['/v3/accounts/101-001-1-001/instruments?instruments=EUR_USD', 'instruments'],
    ['/v3/accounts/101-001-1-001/instruments/EUR_USD/candles?count=5', 'candles'],
    ['/v3/accounts/101-001-1-001/transactions/sinceid?id=1', 'transactions since'],
    ['/v3/users/1', null],
  ])('%s is %s', (path, name) => expect(endpointOf(path)).toBe(name))
})

describe('reasons of refusals', () => {
  test('each is explained once', () => {
    expect(new Set(REJECT_REASONS).size).toBe(REJECT_REASONS.length)
    expect(new Set(CANCEL_REASONS).size).toBe(CANCEL_REASONS.length)
    expect([...REJECT_REASONS, ...CANCEL_REASONS].filter((name) => !/^[A-Z][A-Z_]+$/.test(name))).toEqual([])
  })

  test('as many as the broker documents, and one of each in two spellings', () => {
    expect([REJECT_REASONS.length, CANCEL_REASONS.length]).toEqual([199, 66])
    expect(BROKER_REFUSALS.every(({ means, does }) => means !== '' && does !== '')).toBe(true)
  })
})
