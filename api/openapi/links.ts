/** Where an answer leads: what stands in one is a parameter of another. Of lists alone that are never empty, and have no other form. */
import type { JsonSchema } from './schema-book.js'

interface Lead {
  /** Method and path, as the list of routes has them. */
  readonly to: string
  /** Parameter of that route -> place in the body of the answer. */
  readonly from: Readonly<Record<string, string>>
}

const PAIR = '/pairs/0/instrument'

export const LEADS: Readonly<Record<string, readonly Lead[]>> = Object.freeze({
  'get /api/pairs': [
    { to: 'get /api/candles', from: { instrument: PAIR } },
    { to: 'get /api/explain', from: { instrument: PAIR } },
    { to: 'get /api/gates/history', from: { instrument: PAIR } },
    { to: 'post /api/pairs/{inst}/lock', from: { inst: PAIR } },
  ],
  'get /api/graph/stats': [{ to: 'get /api/graph/tap/{node}', from: { node: '/nodes/0/node' } }],
})

/** Links of the answer 200 of a route; `idOf` gives the operation id of another. */
export const linksOf = (route: string, idOf: (route: string) => string): JsonSchema =>
  Object.fromEntries(
    (LEADS[route] ?? []).map(({ to, from }) => [
      idOf(to),
      {
        operationId: idOf(to),
        parameters: Object.fromEntries(Object.entries(from).map(([name, place]) => [name, `$response.body#${place}`])),
      },
    ]),
  )
