/** What a caller needs to change the state, and what reaches the controls. */
import { expect, test } from 'vitest'
import type { Model } from '../../../api/model/model.js'
import { CONTROL_ROUTES } from '../../../api/routes/control-routes.js'
import type { Scope } from '../../../api/routes/route.js'
import { checkOf } from '../../../api/server/validated.js'

const ACCOUNT = '001-011-5838423-001'

const ask = async (path: string, scope: Scope, body: object, params: object = {}): Promise<string> => {
  const calls: string[] = []
  const note =
    (what: string) =>
    (...given: unknown[]) => {
      calls.push(
        [what, ...given.flatMap((one) => (typeof one === 'object' ? Object.values(one ?? {}) : [one]))].join(' '),
      )
      return Promise.resolve({ id: '1', state: 'done', why: '' })
    }
  const model = {
    account: ACCOUNT,
    frames: {
      instruments: () => [
        { name: 'EUR_USD', traded: true },
        { name: 'USD_CHF', traded: false },
      ],
    },
    controls: {
      setKillSwitch: note('kill'),
      setMode: note('mode'),
      flatten: note('flatten'),
      lock: note('lock'),
      reconcile: note('reconcile'),
    },
  } as Partial<Record<keyof Model, unknown>> as Model
  const found = CONTROL_ROUTES.find((each) => each.method === 'post' && each.path === path)!
  const request = {
    params,
    query: {},
    body: found.body?.parse(body),
    caller: { name: 'ops', scope },
    signal: new AbortController().signal,
  }
  try {
    await found.handler(request, model)
    return calls.join('; ')
  } catch (error) {
    expect(calls).toEqual([])
    return (error as { code: string }).code
  }
}

test.each`
  path                      | scope        | body                                              | answer
  ${'/api/kill-switch'}     | ${'control'} | ${{ on: true }}                                   | ${'kill true false ops'}
  ${'/api/kill-switch'}     | ${'control'} | ${{ on: true, flatten: true }}                    | ${'kill true true ops'}
  ${'/api/kill-switch'}     | ${'control'} | ${{ on: false, account: ACCOUNT }}                | ${'forbidden'}
  ${'/api/kill-switch'}     | ${'admin'}   | ${{ on: false }}                                  | ${'refused'}
  ${'/api/kill-switch'}     | ${'admin'}   | ${{ on: false, account: 'other' }}                | ${'refused'}
  ${'/api/kill-switch'}     | ${'admin'}   | ${{ on: false, flatten: true, account: ACCOUNT }} | ${'refused'}
  ${'/api/kill-switch'}     | ${'admin'}   | ${{ on: false, account: ACCOUNT }}                | ${'kill false false ops'}
  ${'/api/trading/mode'}    | ${'control'} | ${{ mode: 'paused' }}                             | ${'mode paused ops'}
  ${'/api/trading/mode'}    | ${'control'} | ${{ mode: 'trading', account: ACCOUNT }}          | ${'forbidden'}
  ${'/api/trading/mode'}    | ${'admin'}   | ${{ mode: 'trading', account: ACCOUNT }}          | ${'mode trading ops'}
  ${'/api/trade/flatten'}   | ${'control'} | ${{ pair: null }}                                 | ${'flatten  false ops'}
  ${'/api/trade/flatten'}   | ${'control'} | ${{ all: true }}                                  | ${'flatten  false ops'}
  ${'/api/trade/flatten'}   | ${'control'} | ${{ pair: 'EUR_USD' }}                            | ${'flatten EUR_USD false ops'}
  ${'/api/trade/flatten'}   | ${'control'} | ${{ pair: 'USD_CHF' }}                            | ${'unknown-instrument'}
  ${'/api/trade/flatten'}   | ${'control'} | ${{ all: true, foreign: true, account: ACCOUNT }} | ${'forbidden'}
  ${'/api/trade/flatten'}   | ${'admin'}   | ${{ all: true, foreign: true }}                   | ${'refused'}
  ${'/api/trade/flatten'}   | ${'admin'}   | ${{ all: true, foreign: true, account: ACCOUNT }} | ${'flatten  true ops'}
  ${'/api/trade/reconcile'} | ${'control'} | ${{}}                                             | ${'reconcile ops'}
`('$scope asks $path $body: $answer', async ({ path, scope, body, answer }) => {
  expect(await ask(path, scope, body)).toBe(answer)
})

test.each`
  inst         | answer
  ${'EUR_USD'} | ${'lock EUR_USD 60000 ops'}
  ${'USD_CHF'} | ${'unknown-instrument'}
  ${'GBP_USD'} | ${'unknown-instrument'}
`('a lock of $inst: $answer', async ({ inst, answer }) => {
  expect(await ask('/api/pairs/{inst}/lock', 'control', { untilMs: 60_000 }, { inst })).toBe(answer)
})

test.each`
  body
  ${{}}
  ${{ foreign: false }}
  ${{ all: false }}
  ${{ all: true, pair: 'EUR_USD' }}
  ${{ pair: 'EUR_USD', every: true }}
`('a flatten of $body closes nothing', ({ body }) => {
  const { body: schema } = CONTROL_ROUTES.find(({ path }) => path === '/api/trade/flatten')!
  const refusal = expect.objectContaining({
    code: 'bad-request',
    message: expect.stringMatching(/all: true|Unrecognized key/) as string,
  })
  expect(() => checkOf('body', schema)(body)).toThrow(refusal as Error)
})
