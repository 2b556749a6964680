/** Reads decisions by the time of their slice. */
import { decodeDecision, type DecisionRecord } from './record.js'
import { withRemedy } from '../damage.js'
import { journalKeys } from '../journal/keys.js'
import type { Store, StreamEntry } from '../../store/store.js'
import { idBeforeMs, msOf } from '../../store/stream-id.js'

const PAGE = 500

export interface Decisions {
  /** The decision of the slice at `tsMs`; undefined = none was written. Calls must come in rising order. */
  at(tsMs: number): Promise<DecisionRecord | undefined>
}

/** From slice `fromMs` on, read page by page. */
export const readDecisions = (store: Store, account: string, fromMs: number): Decisions => {
  const { decision: stream } = journalKeys(account)
  let page: readonly (readonly [tsMs: number, decision: DecisionRecord])[] = []
  let at = 0
  let after = idBeforeMs(fromMs)
  let ended = false
  const fill = async () => {
    const entries = await store.range(stream, after, '+', PAGE)
    page = entries.map(({ id, fields }) => [msOf(id), decisionOf(account, id, fields)])
    at = 0
    after = entries.at(-1)?.id ?? after
    ended = entries.length < PAGE
  }
  return {
    at: async (tsMs) => {
      for (;;) {
        while (at < page.length && page[at]![0] < tsMs) at++
        if (at < page.length || ended) break
        await fill()
      }
      const found = page[at]
      return found && found[0] === tsMs ? found[1] : undefined
    },
  }
}

const decisionOf = (account: string, id: string, fields: StreamEntry['fields']): DecisionRecord => {
  try {
    return decodeDecision(fields, `decisions of ${account}, entry ${id}`)
  } catch (error) {
    throw withRemedy('decision', account, error)
  }
}
