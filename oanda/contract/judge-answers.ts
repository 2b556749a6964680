/** Judges recorded answers of the broker: can SEP use them, and what in them is new? */
import type { z } from 'zod'
import { type ContractChange, differences, isObject } from './compare.js'
import { ENDPOINT_NAMES, ENDPOINTS, type Endpoint, type EndpointName } from './endpoints.js'

/** One answer, or one line of a stream. */
export interface Recorded {
  readonly endpoint: EndpointName
  readonly document: unknown
}

export interface CountedContractChange extends ContractChange {
  readonly times: number
}
export interface ContractVerdict {
  readonly endpoint: EndpointName
  /** Documents that were seen. */
  readonly documents: number
  /** What SEP needs and does not find, or cannot read. */
  readonly unusable: readonly string[]
  readonly differences: readonly CountedContractChange[]
}

/** One verdict for each endpoint with an answer. */
export const judgeAnswers = (recorded: readonly Recorded[]): readonly ContractVerdict[] =>
  ENDPOINT_NAMES.flatMap((endpoint) => {
    const documents = recorded.filter((one) => one.endpoint === endpoint).map(({ document }) => document)
    if (documents.length === 0) return []
    const known: Endpoint = ENDPOINTS[endpoint]
    return [
      {
        endpoint,
        documents: documents.length,
        unusable: [...new Set(documents.flatMap((document) => unusable(known, document)))],
        differences: counted(documents.flatMap((document) => differences(known.shape, wrapped(endpoint, document)))),
      },
    ]
  })

/** The lines of the transaction stream are bare. */
export const wrapped = (endpoint: EndpointName, document: unknown): unknown =>
  endpoint === 'transaction line' ? { transaction: document } : document

const unusable = ({ schema, items }: Endpoint, document: unknown): readonly string[] => [
  ...issues(schema, document, ''),
  ...Object.entries(items).flatMap(([place, item]) => {
    const list = at(document, place.split('.'))
    return Array.isArray(list) ? list.flatMap((value) => issues(item, value, `${place}[].`)) : []
  }),
]

const issues = (schema: z.ZodType, value: unknown, prefix: string): readonly string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(
    ({ path, message }) =>
      `${prefix}${path.map((step) => (typeof step === 'number' ? '[]' : String(step))).join('.')}: ${message}`,
  )

const at = (document: unknown, [name, ...rest]: readonly string[]): unknown =>
  name === undefined ? document : isObject(document) ? at(document[name], rest) : undefined

const counted = (found: readonly ContractChange[]): readonly CountedContractChange[] => {
  const keyOf = ({ kind, path, found: value }: ContractChange) => `${kind} ${path} ${value}`
  const times = new Map<string, number>()
  for (const one of found) times.set(keyOf(one), (times.get(keyOf(one)) ?? 0) + 1)
  return [...times].map(([key, count]) => ({
    ...(found.find((one) => keyOf(one) === key) as ContractChange),
    times: count,
  }))
}

/** `unknown field account.foo (decimal text), 3 times`. */
export const differenceText = ({ kind, path, found, times }: CountedContractChange): string =>
  `${kind} ${path}${found === '' ? '' : ` (${found})`}${times > 1 ? `, ${times} times` : ''}`
