import type { BrokerLedger } from '../broker-ledger.js'
import type { FaultRates } from '../fault-rates.js'
import type { Random } from '../random.js'
import type { Timeline } from '../timeline.js'

/** What the network of a run stands between, and its faults. */
export interface NetworkInputs {
  readonly timeline: Timeline
  readonly random: Random
  readonly ledger: BrokerLedger
  readonly rates: () => FaultRates
  readonly isDurable: (decisionId: string) => boolean
  readonly isOwner: (process: string) => boolean
}
