/** Everything that `sep doctor` can learn of a broker, in the order of a start: account, store, and the contract of the interface. */
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import type { Recorded } from '../../oanda/contract/judge-answers.js'
import type { OandaClient } from '../../oanda/client/client.js'
import type { Store } from '../../store/store.js'
import { openBroker, type BrokerAddress } from '../connect/open-broker.js'
import { DEFAULT_PAIRS } from '../config/topology.js'
import type { Settings } from '../config/settings.js'
import { examineLive } from './doctor-live.js'
import type { Finding } from './finding.js'
import { contractFindings } from './probe/contract-findings.js'
import { probe } from './probe/probe.js'
import { createAnswerRecorder } from './probe/recorder.js'

export interface BrokerExamination {
  readonly broker: BrokerAddress
  readonly settings: Settings
  /** The examination closes the store. */
  readonly openStore: () => Promise<Store>
  /** The machine clock: leases expire by it. */
  readonly clock: Clock
  readonly log: Logger
  /** Gets the findings as they come: the contract takes some seconds. */
  readonly onFindings: (findings: readonly Finding[]) => void
}

/** Returns what the broker answered. A broker that does not know the account is not asked for more. */
export const examineBroker = async (inputs: BrokerExamination): Promise<readonly Recorded[]> => {
  const recorder = createAnswerRecorder()
  const client = openBroker(inputs.broker, inputs.log, { onAnswer: recorder.onAnswer })
  try {
    const found = await examineLive({ ...inputs, client })
    inputs.onFindings(found)
    const known = found.some(({ check, state }) => check === 'broker' && state === 'ok')
    if (!known) return recorder.recorded()
    const unanswered = await probe(client, await pairsOf(client, inputs.settings), recorder)
    inputs.onFindings(contractFindings(recorder.recorded(), unanswered))
    return recorder.recorded()
  } finally {
    client.close()
  }
}

/** Those of the settings that the account has: an unknown one would spoil every answer. */
const pairsOf = async (client: OandaClient, { run }: Settings): Promise<readonly string[]> => {
  const offered = (await client.instruments()).map(({ name }) => name)
  return (run.pairs ?? DEFAULT_PAIRS).filter((name) => offered.includes(name))
}
