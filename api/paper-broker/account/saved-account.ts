/** What is kept of an account, apart from its transactions: the state of its exchange, and how far its time has got. */
import { decodeState, encodeState, type State } from '../../../lib/codec.js'
import { SepError } from '../../../model/error-codes.js'
import type { World } from '../../../model/world.js'
import { restoreExchange, saveExchange } from '../../../operators/exchange/snapshot.js'
import type { Exchange, ExchangeConfig } from '../../../operators/exchange/types.js'
import type { WireTransaction } from '../wire/types.js'
import type { AccountBook, SavedAccount } from './account-book.js'

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

/** Where accounts are kept. */
export interface AccountStore {
  /** Broker time of the last write; -Infinity if there is none. */
  keptUntilMs(id: string): Promise<number>
  load(id: string, config: ExchangeConfig, world: World): Promise<LoadedAccount | null>
  /** Takes the state as it is now; the result writes it with the transactions that led to it, in one piece. */
  save(account: AccountBook, transactions: readonly WireTransaction[], times: SavedTimes): () => Promise<void>
}

export const savedBytes = ({ ex }: AccountBook, times: SavedTimes): Uint8Array =>
  encodeState({
    ...times,
    names: ex.instruments.map(({ name }) => name),
    hedging: ex.config.hedging,
    ex: saveExchange(ex),
  })

export const savedTimes = (bytes: Uint8Array): SavedTimes => decodeState<SavedTimes>(bytes)

/** Refuses an account of other instruments, or of the other kind. */
export const restored = (
  bytes: Uint8Array,
  { id, config, world }: { readonly id: string; readonly config: ExchangeConfig; readonly world: World },
): SavedTimes & { readonly ex: Exchange } => {
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
  return { ...state, ex: restoreExchange(config, world, ex) }
}

const kindOf = (hedging: boolean): string => (hedging ? 'hedging' : 'netting')
