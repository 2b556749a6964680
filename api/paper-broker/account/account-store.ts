/** Accounts in a store: each transaction is a stream entry, written in one batch with the state it leads to. */
import type { Store, Write } from '../../../store/store.js'
import type { WireTransaction } from '../wire/types.js'
import { type AccountStore, restored, savedBytes, savedTimes } from './saved-account.js'

const PAGE = 1000

export const accountStore = (store: Store): AccountStore => ({
  keptUntilMs: async (id) => {
    const bytes = await store.get(keyOf(id, 'state'))
    return bytes ? savedTimes(bytes).nowMs : Number.NEGATIVE_INFINITY
  },
  load: async (id, config, world) => {
    const bytes = await store.get(keyOf(id, 'state'))
    return bytes && { ...restored(bytes, { id, config, world }), log: await readLog(store, id) }
  },
  save: (account, transactions, times) => {
    const { id } = account
    const appends = transactions.map(
      (transaction): Write => ({
        op: 'append',
        key: keyOf(id, 'transactions'),
        id: `${transaction.id}-0`,
        fields: { json: JSON.stringify(transaction) },
      }),
    )
    const state: Write = { op: 'set', key: keyOf(id, 'state'), value: savedBytes(account, times) }
    return () => store.write([...appends, state])
  },
})

/** `{account}` is a hash tag: all keys of an account share a slot. */
const keyOf = (id: string, name: string): string => `sep:broker:{${id}}:${name}`

const readLog = async (store: Store, id: string): Promise<WireTransaction[]> => {
  const log: WireTransaction[] = []
  for (let after = '0'; ; ) {
    const page = await store.range(keyOf(id, 'transactions'), after, '+', PAGE)
    for (const { fields } of page) log.push(JSON.parse(new TextDecoder().decode(fields['json'])) as WireTransaction)
    const last = page.at(-1)
    if (!last || page.length < PAGE) return log
    after = last.id
  }
}
