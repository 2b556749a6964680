/** A client as the protocol describes it: it folds what it receives into a state, and remembers where it is. */
import { CHANNEL_KEYS, type Channel, serverMessageSchema, type ServerMessage } from '../../../api/contract/stream.js'

export interface ClientModel {
  readonly take: (text: string) => ServerMessage
  /** What a new subscription continues from, by channel. */
  readonly ids: Map<Channel, string>
  /** Newest data by channel and instrument; of event channels all data since the last snapshot, which they begin with. */
  readonly state: Map<Channel, Map<string, unknown>>
  readonly replaced: () => number
  readonly gaps: () => number
  /** A new connection counts from 1. */
  readonly reconnected: () => void
}

/** Throws at a hole in `seq`, at an id that is not newer, and at a message before a snapshot. */
export const clientModel = (): ClientModel => {
  const ids = new Map<Channel, string>()
  const state = new Map<Channel, Map<string, unknown>>()
  const seqs = new Map<Channel, number>()
  const count = { replaced: 0, gaps: 0 }
  const order = (id: string): [number, number] => id.split('-').map(Number) as [number, number]
  const isLater = (id: string, than: string): boolean => {
    const [a, b] = [order(id), order(than)]
    return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1])
  }
  return {
    ids,
    state,
    replaced: () => count.replaced,
    gaps: () => count.gaps,
    reconnected: () => seqs.clear(),
    take: (text) => {
      const message = serverMessageSchema.parse(JSON.parse(text))
      const { op, ch, seq, id, inst, data, replaced = 0 } = message
      if (ch === undefined) return message
      if (seq !== (seqs.get(ch) ?? 0) + 1) throw new Error(`${ch}: seq ${seq} after ${seqs.get(ch) ?? 0}`)
      seqs.set(ch, seq)
      count.replaced += replaced
      if (op === 'gap') {
        count.gaps++
        state.delete(ch)
        ids.delete(ch)
      } else if (op === 'snapshot') {
        state.set(ch, new Map(entriesOf(ch, data)))
        if (id !== undefined) ids.set(ch, id)
      } else {
        const known = state.get(ch)
        if (known === undefined) throw new Error(`${ch}: a message before a snapshot`)
        if (id === undefined || (ids.has(ch) && !isLater(id, ids.get(ch) as string)))
          throw new Error(`${ch}: ${id} after ${ids.get(ch)}`)
        ids.set(ch, id)
        known.set(keyOf(ch, inst ?? '', data), data)
      }
      return message
    },
  }
}

const keyOf = (ch: Channel, inst: string, data: unknown): string =>
  CHANNEL_KEYS[ch] === 'event' ? String((data as { id: unknown }).id) : inst

const entriesOf = (ch: Channel, data: unknown): [string, unknown][] => {
  if (CHANNEL_KEYS[ch] === 'account') return data === null ? [] : [['', data]]
  return (data as { instrument: string }[]).map((row) => [keyOf(ch, row.instrument, row), row])
}
