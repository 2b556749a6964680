/** Orders that went to the broker: sent entries of the order stream, with their outcomes and what was known at the decision. */
import type { z } from 'zod'
import { REASONS } from '../../../model/codes.js'
import { type OrderRecord, readOrder, type SentContent } from '../../../sinks/execution/order-records.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import type { StoreReads, StreamEntry } from '../../../store/store.js'
import { idBefore, isNewer } from '../../../store/stream-id.js'
import type { OrderLine } from '../../../streams/decisions/order-lines.js'
import { decodeDecision } from '../../../streams/decisions/record.js'
import type { orderSchema } from '../../contract/ledger.js'
import type { LedgerReads } from './ledger-reads.js'
import { streamPage } from './stream-pages.js'

interface Sent {
  /** Of the entry. */
  readonly entryId: string
  readonly id: string
  readonly sent: SentContent
}

export const storedOrders =
  (store: StoreReads, account: string): LedgerReads['orders'] =>
  async (wanted) => {
    const orders = keyName(KEYS.orders, { account })
    const page = await streamPage(store, orders, wanted, (entry): readonly Sent[] => {
      const record = recordIn(entry)
      if (record?.kind !== 'sent') return []
      const { id, sent } = record
      const isOther = wanted.instrument !== undefined && sent.request.instrument !== wanted.instrument
      return isOther ? [] : [{ entryId: entry.id, id, sent }]
    })
    const [states, lines] = await Promise.all([
      statesOf(store, orders, page.items),
      linesOf(store, keyName(KEYS.decisions, { account }), page.items),
    ])
    return { cursor: page.cursor, items: page.items.map((one) => viewOf(one, states.get(one.id) ?? null, lines)) }
  }

/** Pages of entries are looked at until it is found: orders are kept for days, not for ever. */
export const sliceOfStored =
  (store: StoreReads, account: string): NonNullable<LedgerReads['sliceOf']> =>
  async (decisionId) => {
    const orders = keyName(KEYS.orders, { account })
    for (let cursor: string | undefined; ; ) {
      const page = await streamPage(store, orders, { limit: 1, cursor }, (entry) => {
        const record = recordIn(entry)
        return record?.kind === 'sent' && record.id === decisionId ? [record.sent] : []
      })
      const [sent] = page.items
      if (sent) return { instrument: sent.request.instrument, tsMs: sent.tsMs }
      if (page.cursor === null) return null
      cursor = page.cursor
    }
  }

type Lines = ReadonlyMap<number, readonly OrderLine[]>

const viewOf = ({ id, sent }: Sent, state: string | null, lines: Lines): z.output<typeof orderSchema> => {
  const { instrument } = sent.request
  const leg = sent.leg === 'entry' ? 'entry' : 'close'
  const line = lines.get(sent.tsMs)?.find((one) => one.instrument === instrument && one.leg === leg)
  return {
    id,
    tsMs: sent.tsMs,
    instrument,
    units: sent.units,
    leg,
    reason: REASONS[sent.reason] ?? 'none',
    bid: line?.bid ?? null,
    ask: line?.ask ?? null,
    stopPrice: line?.stopPrice ?? null,
    takePrice: line?.takePrice ?? null,
    trimmedBy: [...(line?.trimmedBy ?? [])],
    place: line?.place ?? null,
    state,
  }
}

const CHUNK = 1000
/** Entries after the newest order of a page among which its outcome is looked for. */
const LATER_MOST = 5000

/** By decision: its result, or `sent` where the stream has no outcome of it yet. */
const statesOf = async (
  store: Pick<StoreReads, 'range'>,
  stream: string,
  sent: readonly Sent[],
): Promise<ReadonlyMap<string, string>> => {
  const states = new Map<string, string>()
  const open = new Set(sent.map(({ id }) => id))
  const [newest, oldest] = [sent[0], sent.at(-1)]
  if (!newest || !oldest) return states
  for (let after = oldest.entryId, later = 0; later < LATER_MOST && open.size > 0; ) {
    const entries = await store.range(stream, after, '+', CHUNK)
    for (const entry of entries) {
      const record = recordIn(entry)
      if (record?.kind === 'outcome' && open.delete(record.id)) states.set(record.id, record.outcome.result)
      if (isNewer(entry.id, newest.entryId)) later++
      after = entry.id
    }
    if (entries.length < CHUNK) {
      for (const id of open) states.set(id, 'sent')
      break
    }
  }
  return states
}

/** Order lines of the slices in which the orders were decided; a slice that is no longer kept has none. */
const linesOf = async (store: Pick<StoreReads, 'range'>, stream: string, sent: readonly Sent[]): Promise<Lines> => {
  const times = [...new Set(sent.map(({ sent: { tsMs } }) => tsMs))]
  const found = times.map(async (tsMs) => {
    const id = `${tsMs}-0`
    const [entry] = await store.range(stream, idBefore(id), id, 1)
    return [tsMs, entry ? orderLinesIn(entry) : []] as const
  })
  return new Map(await Promise.all(found))
}

const orderLinesIn = (entry: StreamEntry): readonly OrderLine[] => {
  try {
    return JSON.parse(decodeDecision(entry.fields, entry.id).orders) as readonly OrderLine[]
  } catch {
    return []
  }
}

/** Null where the entry cannot be read: `sep store repair` finds it. */
const recordIn = (entry: StreamEntry): OrderRecord | null => {
  try {
    return readOrder(entry)
  } catch {
    return null
  }
}
