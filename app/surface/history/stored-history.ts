/** Reads the kept funnel of an account and the kept history of its gates. What cannot be read is left out. */
import type { z } from 'zod'
import { CodedError } from '../../../lib/errors.js'
import type { documents } from '../../../store/documents.js'
import { type Key, keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { unpack } from '../../../store/pack.js'
import type { StoreReads } from '../../../store/store.js'

export interface StoredHistory {
  /** Newest day first; only those that are named, if any are. */
  readonly funnel: (
    days?: readonly { readonly day: string }[],
  ) => Promise<readonly z.output<typeof documents.funnelDay>[]>
  /** Oldest first. */
  readonly gatePoints: (instrument: string, fromMs?: number) => Promise<readonly z.output<typeof documents.gatePoint>[]>
}

export const storedHistory = (store: Pick<StoreReads, 'sortedRange'>, account: string): StoredHistory => ({
  funnel: async (days) => {
    const times = days?.map(({ day }) => Date.parse(day))
    if (times?.length === 0) return []
    const [from, to] = times ? [Math.min(...times), Math.max(...times)] : EVER
    const members = await store.sortedRange(keyName(KEYS.funnel, { account }), from, to)
    return readable(KEYS.funnel, members).toReversed()
  },
  gatePoints: async (inst, fromMs = EVER[0]) =>
    readable(KEYS.gateHistory, await store.sortedRange(keyName(KEYS.gateHistory, { account, inst }), fromMs, EVER[1])),
})

const EVER = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const

const readable = <Z extends z.ZodType>(
  row: Key<string, Z>,
  members: readonly (readonly [score: number, member: Uint8Array])[],
): readonly z.output<Z>[] =>
  members.flatMap(([, member]) => {
    try {
      return [unpack(row, member)]
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      return []
    }
  })
