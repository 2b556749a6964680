/** The ledger of an account in the store: its order, ledger and control streams, from the newest entry back. */
import type { z } from 'zod'
import { CodedError } from '../../../lib/errors.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import type { StoreReads, StreamEntry } from '../../../store/store.js'
import { msOf } from '../../../store/stream-id.js'
import { type ControlRequest, decodeControlRequest, requestedBy } from '../../../streams/control/request.js'
import { readTaken } from '../../../streams/control/taken.js'
import type { controlCallSchema } from '../../contract/ledger.js'
import type { LedgerReads } from './ledger-reads.js'
import { sliceOfStored, storedOrders } from './stored-orders.js'
import { fillsIn, tradesIn, transactionIn } from './stored-transactions.js'
import { streamPage } from './stream-pages.js'

export const accountLedger = (store: StoreReads, account: string): LedgerReads => {
  const ledger = keyName(KEYS.ledger, { account })
  const isWanted =
    (instrument: string | undefined) =>
    (item: { readonly instrument: string | null }): boolean =>
      instrument === undefined || item.instrument === instrument
  return {
    orders: storedOrders(store, account),
    sliceOf: sliceOfStored(store, account),
    fills: (wanted) => streamPage(store, ledger, wanted, (entry) => fillsIn(entry).filter(isWanted(wanted.instrument))),
    transactions: (wanted) =>
      streamPage(store, ledger, wanted, (entry) => transactionIn(entry).filter(isWanted(wanted.instrument))),
    trades: async (wanted) => {
      const exits = await streamPage(store, ledger, wanted, (entry) =>
        fillsIn(entry).some((fill) => fill.pnl !== null && isWanted(wanted.instrument)(fill)) ? [entry] : [],
      )
      return { items: await tradesIn(store, ledger, exits.items), cursor: exits.cursor }
    },
    controls: async (wanted) => {
      const taken = await readTaken(store, account)
      return streamPage(store, keyName(KEYS.controls, { account }), wanted, (entry) =>
        callIn(entry, taken.get(entry.id)?.state ?? null),
      )
    },
  }
}

type ControlCall = z.output<typeof controlCallSchema>

const callIn = (entry: StreamEntry, state: string | null): readonly ControlCall[] => {
  const { id, fields } = entry
  const of = { id, tsMs: msOf(id), by: requestedBy(fields), state }
  try {
    const request = decodeControlRequest(id, fields)
    return [{ ...of, kind: request.kind, text: textOf(request) }]
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return [{ ...of, kind: 'damaged', text: error.message }]
  }
}

const textOf = (request: ControlRequest): string => {
  switch (request.kind) {
    case 'kill':
      return `kill switch ${request.on ? 'on' : 'off'}${request.flatten ? ', close all trades' : ''}`
    case 'mode':
      return request.paused ? 'pause: no new positions' : 'trade'
    case 'flatten':
      return `close ${request.pair ?? 'all pairs'}${request.foreign ? ', trades of others too' : ''}`
    case 'lock':
      return request.untilMs === 0
        ? `unlock ${request.pair}`
        : `lock ${request.pair} until ${new Date(request.untilMs).toISOString()}`
    case 'reconcile':
      return 'reconcile with the broker'
  }
}
