/** What happened to the account: orders, fills, trades, transactions, control calls, page by page or as files; a day replayed. */
import type { z } from 'zod'
import {
  controlCallsSchema,
  fillsSchema,
  ledgerQuerySchema,
  ordersSchema,
  replayDayBodySchema,
  replayDaySchema,
  tradesSchema,
  transactionsSchema,
} from '../../contract/ledger.js'
import { frameLedger } from '../../model/ledger/frame-ledger.js'
import type { LedgerReads, PageOf, PageWanted } from '../../model/ledger/ledger-reads.js'
import type { Model } from '../../model/model.js'
import { ApiError } from '../api-error.js'
import { type Route, route } from '../route.js'
import { stamped } from '../stamped.js'
import { LEDGER_LISTS } from './ledger-lists.js'
import { CSV, PARQUET, tableFile } from './table-file.js'

const ledgerOf = (model: Model): LedgerReads => model.ledger ?? frameLedger(model.frames)

type Read = (wanted: PageWanted) => Promise<PageOf<Readonly<Record<string, unknown>>>>

const list = <R>(name: keyof typeof LEDGER_LISTS, summary: string, response: z.ZodType<R>): Route =>
  route({
    method: 'get',
    path: `/api/ledger/${name}`,
    scope: 'read',
    summary,
    query: ledgerQuerySchema,
    response,
    texts: [CSV, PARQUET],
    errors: [],
    handler: async ({ query: { format, ...wanted } }, model) => {
      const page = await (ledgerOf(model)[name] as Read)(wanted)
      if (format !== 'json') return tableFile(format, `sep-${name}`, LEDGER_LISTS[name], page.items)
      return (await stamped(model, { items: page.items, cursor: page.cursor })) as R
    },
  })

export const LEDGER_ROUTES: readonly Route[] = Object.freeze([
  list('orders', 'Orders, newest first; with a store those that went to the broker, and their outcome', ordersSchema),
  list('fills', 'Fills, newest first', fillsSchema),
  list('trades', 'Closed trades, newest first', tradesSchema),
  list('transactions', 'Transactions of the broker, newest first', transactionsSchema),
  list('controls', 'Calls of the controls and who made them, newest first', controlCallsSchema),
  route({
    method: 'post',
    path: '/api/ledger/replay-day',
    scope: 'control',
    summary: 'Runs one New York day of the journal again: live, replay and shadow, and the first difference',
    body: replayDayBodySchema,
    response: replayDaySchema,
    errors: ['no-store', 'no-data', 'refused'],
    handler: async ({ body, signal }, model) => {
      if (!model.replayDay)
        throw new ApiError('no-store', 'a day is replayed from the journal, and this process has none')
      return stamped(model, await model.replayDay(body.day, signal))
    },
  }),
])
