/** Whose answer it is decides what it means: only the broker's own refusal ends an order. */
import { describe, expect, test } from 'vitest'
import type { OrderRequest } from '../../../model/broker-client.js'
import * as recorded from '../../support/recorded-broker.js'
import { type Answer, json } from '../../support/scripted-server.js'
import { clientBench, CLOSE, ENTRY, FREE } from './client-bench.js'

const bench = clientBench()

const JSON_TYPE = 'application/json'
const answer =
  (status: number, type: string | undefined, body: string): Answer =>
  (response) => {
    response.writeHead(status, type === undefined ? {} : { 'Content-Type': type })
    response.end(body)
  }

const PAGE = '<html><title>Attention Required! | Cloudflare</title></html>'
const FORBIDDEN = '{"errorMessage":"The provided request was forbidden."}'
const NO_RIGHT = '{"errorMessage":"Insufficient authorization to perform request."}'
const FOREIGN = "not the broker's own answer"

type Row = readonly [what: string, status: number, type: string | undefined, body: string, outcome: string]

const FOREIGN_ANSWERS: readonly Row[] = [
  ['a page of a firewall', 403, 'text/html; charset=UTF-8', PAGE, `HTTP 403, ${FOREIGN}`],
  ['a page that asks for a login', 401, 'text/html', PAGE, `HTTP 401, ${FOREIGN}`],
  ['nothing', 401, undefined, '', `HTTP 401, ${FOREIGN}`],
  ['nothing that claims JSON', 403, JSON_TYPE, '', `HTTP 403, ${FOREIGN}`],
  ['an empty object', 401, JSON_TYPE, '{}', `HTTP 401, ${FOREIGN}`],
  ['an empty reason', 403, JSON_TYPE, '{"errorMessage":""}', `HTTP 403, ${FOREIGN}`],
  ['a reason that is no text', 403, JSON_TYPE, '{"errorMessage":{"code":7}}', `HTTP 403, ${FOREIGN}`],
  ['a code without a reason', 400, JSON_TYPE, '{"errorCode":"DENIED"}', `HTTP 400, ${FOREIGN}`],
  ['the JSON of a gateway', 403, JSON_TYPE, '{"message":"Forbidden"}', `HTTP 403, ${FOREIGN}`],
  ['the JSON of a router', 404, JSON_TYPE, '{"message":"no Route matched"}', `HTTP 404, ${FOREIGN}`],
  ['the JSON of an edge', 403, JSON_TYPE, '{"success":false,"errors":[{"code":1020}]}', `HTTP 403, ${FOREIGN}`],
  ['a list', 401, JSON_TYPE, `[${NO_RIGHT}]`, `HTTP 401, ${FOREIGN}`],
  ['the reason of the broker in a page', 403, 'text/html', FORBIDDEN, `HTTP 403, ${FOREIGN}`],
  ['half a reason', 401, JSON_TYPE, NO_RIGHT.slice(0, 20), `HTTP 401, ${FOREIGN}`],
  ['plain text', 400, 'text/plain', 'Bad Request', `HTTP 400, ${FOREIGN}`],
  ['a page for a wrong address', 404, 'text/html', PAGE, `HTTP 404, ${FOREIGN}`],
  ['the limit of a proxy', 429, 'text/html', PAGE, 'HTTP 429'],
  // Whether the broker counts before it looks at the order is not documented.
  ['the limit of the broker', 429, JSON_TYPE, '{"errorMessage":"Too many requests"}', 'HTTP 429'],
  ['a proxy that wants a name', 407, 'text/html', PAGE, 'HTTP 407'],
  ['a proxy that waited too long', 408, 'text/html', PAGE, 'HTTP 408'],
  ['a conflict', 409, JSON_TYPE, '{"errorMessage":"conflict"}', 'HTTP 409'],
  ['a body that is too large', 413, 'text/html', PAGE, 'HTTP 413'],
  ['a legal block', 451, 'text/html', PAGE, 'HTTP 451'],
  ['a client that left', 499, undefined, '', 'HTTP 499'],
]
const OWN_REFUSALS: readonly Row[] = [
  ['no right', 401, JSON_TYPE, NO_RIGHT, 'HTTP_401: Insufficient authorization to perform request.'],
  ['no right', 403, `${JSON_TYPE};charset=UTF-8`, FORBIDDEN, 'HTTP_403: The provided request was forbidden.'],
  ['a value', 400, JSON_TYPE, '{"errorMessage":"Invalid value specified"}', 'HTTP_400: Invalid value specified'],
  ['a reject', 400, JSON_TYPE, '{"errorMessage":"gone","errorCode":"TRADE_DOESNT_EXIST"}', 'TRADE_DOESNT_EXIST: gone'],
]

const ORDERS: readonly (readonly [string, OrderRequest])[] = [
  ['place', ENTRY],
  ['close', CLOSE],
]

describe.each(ORDERS)('%s', (_what, order) => {
  const outcomeOf = async (response: Answer): Promise<string> => {
    const { server } = bench.parts()
    const before = server.seen.length
    server.script.push(response)
    const result = await bench.outcome(bench.create().send(order, FREE))
    expect(server.seen).toHaveLength(before + 1)
    if ('kind' in result) return result.kind === 'rejected' ? `${result.code}: ${result.message}` : result.kind
    expect(result.code).toBe('broker-unknown')
    return result.message.slice(result.message.indexOf('): ') + 3)
  }

  test.each(FOREIGN_ANSWERS)('is of unknown outcome after %s (%i)', async (_, status, type, body, outcome) => {
    expect(await outcomeOf(answer(status, type, body))).toBe(outcome)
    expect(bench.parts().events.at(-1)?.kind).toBe('unknown-outcome')
  })

  test.each(OWN_REFUSALS)('is over after the broker refuses: %s (%i)', async (_, status, type, body, outcome) => {
    expect(await outcomeOf(answer(status, type, body))).toBe(outcome)
    expect(bench.parts().events.map(({ kind }) => kind)).not.toContain('unknown-outcome')
  })

  test('an answer to another order proves nothing', async () => {
    const own = (part: object) => ({ ...recorded.filled, orderCreateTransaction: { ...CREATED, ...part } })
    const isOurs = order.leg === 'entry' ? order.decisionId : 'x'
    const tradeId = order.leg === 'close' ? order.tradeId : '1'
    const marks = (id: string, tradeID: string) => ({ clientExtensions: { id }, tradeClose: { tradeID, units: 'ALL' } })
    expect(await outcomeOf(json(201, own(marks(isOurs, tradeId))))).toBe('accepted')
    expect(await outcomeOf(json(201, own(marks('y', '99'))))).toBe('HTTP 201 about another order: transaction 22')
  })
})

const CREATED = recorded.filled.orderCreateTransaction
