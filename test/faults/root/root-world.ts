/** What surrounds a live process of a run, and the hooks at which a test plants a bug. */
import type { BrokerClient } from '../../../model/broker-client.js'
import type { Transport } from '../../../oanda/client/transport.js'
import type { ProtocolSettings, Switches } from '../../../sinks/execution/protocol-types.js'
import type { Store } from '../../../store/store.js'
import type { ExecutionRow } from '../../../streams/execution/record.js'
import type { BrokerNetwork } from '../broker-network.js'

/** Hooks at which a test plants a bug. */
export interface Bends {
  readonly store?: (store: Store) => Store
  readonly broker?: (broker: BrokerClient) => BrokerClient
  /** Between the client and the network. */
  readonly wire?: (open: Transport['open']) => Transport['open']
  readonly rows?: (rows: readonly ExecutionRow[]) => readonly ExecutionRow[]
  readonly switches?: (read: () => Promise<Switches>) => () => Promise<Switches>
  /** A clock that is off stops nothing. */
  readonly ignoresSkew?: boolean
  /** False: the runner is not notified of a kill switch. */
  readonly notifiesRunner?: boolean
  readonly settings?: (settings: ProtocolSettings) => ProtocolSettings
  /** Changes the last transaction that the graph claims to have seen. */
  readonly known?: (transactionId: number) => number
}

export interface RootWorld {
  readonly seed: number
  readonly network: BrokerNetwork
  readonly settings: ProtocolSettings
  readonly bends: Bends
  /** Submits the last slice's orders again after a replay: the store must detect the duplicates. */
  readonly resubmits: boolean
  /** Transactions come through the client's stream, as in a live process; else as the network loses and repeats them. */
  readonly followsStream: boolean
  /** Numbers in [0, 1). */
  readonly random: () => number
  readonly alarm: (text: string) => void
  readonly note: (text: string) => void
  readonly operatorMs: () => number
  /** A slice is in the journal. */
  readonly onSlice: (tsMs: number) => void
}
