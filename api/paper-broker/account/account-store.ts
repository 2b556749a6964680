/** Accounts in a store: each transaction is a stream entry, written in one batch with the state it leads to. */
import { decodeState, encodeState, type State } from '../../../lib/codec.js'
import { SepError } from '../../../model/error-codes.js'
import type { Store, Write } from '../../../store/store.js'
import type { World } from '../../../model/world.js'
import { restoreExchange, saveExchange } from '../../../operators/exchange/snapshot.js'
import type { ExchangeConfig } from '../../../operators/exchange/types.js'
import type { AccountBook, SavedAccount } from './account-book.js'
import type { WireTransaction } from '../wire/types.js'

export interface SavedTimes {
  /** Broker time of the write. */
  readonly nowMs: number
  /** The next 17:00 New York whose financing has not been booked. */
  readonly rollMs: number
}
interface SavedState extends SavedTimes {
  readonly names: readonly string[]
  /** Absent in states written before hedging accounts existed. */
  readonly hedging?: boolean
  readonly ex: State
}
export interface LoadedAccount extends SavedAccount, SavedTimes {}

export interface AccountStore {
  /** Broker time of the last write; -Infinity if there is none. */
  keptUntilMs(id: string): Promise<number>
  load(id: string, config: ExchangeConfig, world: World): Promise<LoadedAccount | null>
  /** The current state and the transactions that led to it; with no transactions, the state alone. */
  batchOf(account: AccountBook, transactions: readonly WireTransaction[], state: SavedTimes): readonly Write[]
  write(batch: readonly Write[]): Promise<void>
}

const PAGE = 1000

export const accountStore = (store: Store): AccountStore => ({
  keptUntilMs: async (id) => {
    const bytes = await store.get(keyOf(id, 'state'))
    return bytes ? decodeState<SavedTimes>(bytes).nowMs : Number.NEGATIVE_INFINITY
  },
  load: async (id, config, world) => {
    const bytes = await store.get(keyOf(id, 'state'))
    if (!bytes) return null
    const { ex, names, hedging = false, ...state } = decodeState<SavedState>(bytes)
    const own = world.instruments.map(({ name }) => name)
    if (names.join() !== own.join())
      throw new SepError(
        'bad-config',
        `the store holds account ${id} of a broker with ${names.join(', ')}, but this one offers ${own.join(', ')}`,
      )
    if (hedging !== config.hedging)
      throw new SepError(
        'bad-config',
        `the store holds ${id} as a ${kindOf(hedging)} account, but this broker would open it as a ${kindOf(config.hedging)} one: ` +
          `start it ${hedging ? 'with' : 'without'} --hedging, or with another --account or --store`,
      )
    return { ...state, ex: restoreExchange(config, world, ex), log: await readLog(store, id) }
  },
  batchOf: ({ id, ex }, transactions, state) => {
    const names = ex.instruments.map(({ name }) => name)
    const appends = transactions.map(
      (transaction): Write => ({
        op: 'append',
        key: keyOf(id, 'transactions'),
        id: `${transaction.id}-0`,
        fields: { json: JSON.stringify(transaction) },
      }),
    )
    return [
      ...appends,
      {
        op: 'set',
        key: keyOf(id, 'state'),
        value: encodeState({ ...state, names, hedging: ex.config.hedging, ex: saveExchange(ex) }),
      },
    ]
  },
  write: (batch) => store.write(batch),
})

const kindOf = (hedging: boolean): string => (hedging ? 'hedging' : 'netting')

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
