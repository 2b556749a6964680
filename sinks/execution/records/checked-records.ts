/** Entries of the order and ledger streams, checked: what is wrong with one is named, with the command that goes on without it. */
import { z } from 'zod'
import type { StreamEntry } from '../../../store/store.js'
import { damagedStream } from '../../../streams/damage.js'
import { sumFaults } from '../../../streams/entry-sum.js'
import { type OrderRecord, readLedger, readOrder } from '../order-records.js'
import { type LedgerRecord, RESULTS } from '../protocol-types.js'

const id = z.number().int()
/** What is left of a number that was none. */
const numberOrNull = z.number().nullable()

/** The content of a sent decision, in its entry and in its claim. */
export const sentContent = z.looseObject({
  leg: z.union([z.literal('entry'), z.templateLiteral(['close:', z.number()])]),
  instrument: id,
  tradeId: id,
  units: z.number(),
  reason: z.number(),
  tsMs: z.number(),
  request: z.looseObject({ leg: z.enum(['entry', 'close']), decisionId: z.string(), instrument: z.string() }),
})
const outcomeContent = z.looseObject({
  decisionId: z.string(),
  result: z.enum(RESULTS),
  says: z.string(),
  transactionId: id,
  atMs: z.number(),
})
const transactionContent = z.looseObject({
  transaction: z.looseObject({ id, tsMs: numberOrNull, type: z.string(), raw: z.record(z.string(), z.unknown()) }),
  decisionId: z.string().nullable(),
  origin: z.enum(['decision', 'external', 'foreign', 'bracket', 'none']),
})
const viewContent = z.looseObject({
  lastTransactionId: id,
  balance: numberOrNull,
  trades: z.array(
    z.looseObject({ id, instrument: z.string(), units: z.number(), price: z.number(), own: z.boolean() }),
  ),
  orders: z.array(z.looseObject({ id, type: z.string(), tradeId: id, own: z.boolean() })),
})

type Schemas = Readonly<Record<string, z.ZodType>>
const ORDER: Schemas = { sent: sentContent, outcome: outcomeContent }
const LEDGER: Schemas = { transaction: transactionContent, snapshot: viewContent }

/** A damaged entry is a `bad-journal` error. */
export const readOrders = (account: string, entries: readonly StreamEntry[]): readonly OrderRecord[] => {
  const fault = checker(ORDER)
  return entries.map((entry) => {
    const what = fault(entry) ?? (textOf(entry, 'id') === '' ? 'its field id is missing' : null)
    if (what !== null) throw damagedStream('order', account, entry.id, what)
    return readOrder(entry)
  })
}

/** A damaged entry is a `bad-journal` error, and so is one that is gone: transactions have no gaps. */
export const readLedgerEntries = (account: string, entries: readonly StreamEntry[]): readonly LedgerRecord[] => {
  const fault = checker(LEDGER)
  let last = Number.NaN
  return entries.map((entry, i) => {
    const damaged = (what: string) => damagedStream('ledger', account, entry.id, what)
    const what = fault(entry)
    if (what !== null) throw damaged(what)
    const record = readLedger(entry)
    if (record.kind === 'snapshot') {
      last = record.view.lastTransactionId
      return record
    }
    const { transaction } = record
    if (i === 0) throw damaged(`begins with transaction ${transaction.id}, the view of the account before it is gone`)
    if (entry.id !== `${transaction.id}-0`) throw damaged(`holds transaction ${transaction.id}`)
    if (transaction.id !== last + 1)
      throw damaged(`transaction ${transaction.id} after ${last}, what lies between is gone`)
    last = transaction.id
    return record
  })
}

/** What is wrong with an entry, entry after entry; null = nothing. */
const checker = (schemas: Schemas): ((entry: StreamEntry) => string | null) => {
  const faultOfSum = sumFaults()
  return (entry) => faultOfSum(entry.id, entry.fields) ?? contentFault(entry, schemas)
}

const contentFault = (entry: StreamEntry, schemas: Schemas): string | null => {
  const missing = ['kind', 'content'].find((name) => !entry.fields[name])
  if (missing) return `its field ${missing} is missing`
  const kind = textOf(entry, 'kind')
  const schema = Object.hasOwn(schemas, kind) ? schemas[kind] : undefined
  if (!schema)
    return `its kind is ${JSON.stringify(kind.slice(0, 40))}, known are ${Object.keys(schemas).join(' and ')}`
  const parsed = schema.safeParse(jsonOf(textOf(entry, 'content')))
  if (parsed.success) return null
  const [issue] = parsed.error.issues
  return `its content is wrong: ${issue?.path.join('.') || 'all of it'}: ${issue?.message}`
}

const textOf = (entry: StreamEntry, name: string): string =>
  new TextDecoder().decode(entry.fields[name] ?? new Uint8Array(0))

/** Undefined where it is none. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
