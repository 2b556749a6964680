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
import { failed, type Finding } from './finding.js'
import { contractFindings } from './probe/contract-findings.js'
import { probe } from './probe/probe.js'
import { createAnswerRecorder } from './probe/recorder.js'
import { CLOSE_TRY_MS } from './test-order/close-until-gone.js'
import { ARRIVES_MS } from './test-order/entry-outcome.js'
import { placeTestOrder } from './test-order/place-test-order.js'

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
  /** Place one order of the least size, too; `instrument` null = the first of the settings. */
  readonly testOrder: { readonly instrument: string | null; readonly signal: AbortSignal } | null
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
    const pairs = await pairsOf(client, inputs.settings)
    const unanswered = await probe(client, pairs, recorder)
    const contract = contractFindings(recorder.recorded(), unanswered)
    inputs.onFindings(contract)
    if (inputs.testOrder) {
      const against = reasonAgainst([...found, ...contract])
      const instrument = inputs.testOrder.instrument ?? pairs[0]
      if (against !== null) inputs.onFindings([failed('test order', `not placed: ${against}`)])
      else if (instrument === undefined) inputs.onFindings([failed('test order', 'not placed: no instrument')])
      else {
        const onLine = (line: Readonly<Record<string, unknown>>) => recorder.onLine('transactions', line)
        await placeTestOrder({
          ...inputs,
          ...inputs.testOrder,
          client,
          instrument,
          random: Math.random,
          arrivesMs: ARRIVES_MS,
          tryMs: CLOSE_TRY_MS,
          onLine,
        })
      }
    }
    return recorder.recorded()
  } finally {
    client.close()
  }
}

/** No order on an account that is not understood, or that a pipeline holds. */
const reasonAgainst = (found: readonly Finding[]): string | null => {
  const held = found.find(({ check, state }) => check === 'lease' && state !== 'ok')
  if (held) return `a pipeline runs on the account: ${held.message}`
  const bad = found.find(({ state, check }) => state === 'failed' && check !== 'live stops')
  return bad ? `${bad.check}: ${bad.message}` : null
}

/** Those of the settings that the account has: an unknown one would spoil every answer. */
const pairsOf = async (client: OandaClient, { run }: Settings): Promise<readonly string[]> => {
  const offered = (await client.instruments()).map(({ name }) => name)
  return (run.pairs ?? DEFAULT_PAIRS).filter((name) => offered.includes(name))
}
