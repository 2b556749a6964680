/** Finds what would keep `sep live` from trading this account now. Reads from the broker and the store; changes nothing. */
import type { Clock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import type { Store } from '../../store/store.js'
import type { OandaClient } from '../../oanda/client/client.js'
import { clockDifference, differenceTo, historyDiffers, ownHistory } from '../../sinks/execution/compare/history.js'
import { orderKeys, readLedger } from '../../sinks/execution/order-records.js'
import { msOf } from '../../store/stream-id.js'
import { journalKeys } from '../../streams/journal/keys.js'
import { brokerFindings } from './broker-findings.js'
import { asked, failed, type Finding, fine, warning } from './finding.js'
import { readGlobalSwitch, readSwitches, switchKeys } from '../../streams/control/switches.js'
import type { Settings } from '../config/settings.js'
import { inspectSnapshots } from '../../streams/snapshot/inspect.js'
import { isoTime } from '../../lib/iso-time.js'

export interface LiveExamination {
  readonly settings: Settings
  readonly client: OandaClient
  /** The examination closes the store. */
  readonly openStore: () => Promise<Store>
  /** The machine clock: leases expire by it. */
  readonly clock: Clock
}

/** An unavailable broker or store is a finding, not an error; checks that depend on it are skipped. */
export const examineLive = async (inputs: LiveExamination): Promise<readonly Finding[]> => [
  ...stops(inputs.settings),
  ...(await brokerFindings(inputs.client, inputs.settings)),
  ...(await storeFindings(inputs)),
]

const stops = ({ orders }: Settings): readonly Finding[] =>
  orders.stopLoss ? [] : [failed('live stops', 'AUTO_SL is off: sep live does not start without stops')]

const storeFindings = ({ client, openStore, clock }: LiveExamination): Promise<readonly Finding[]> =>
  asked('store', async () => {
    const { accountId, environment } = client.target
    const store = await openStore()
    try {
      return [
        await durability(store, environment === 'paper'),
        await lease(store, accountId, clock.nowMs()),
        ...(await switches(store, accountId, environment === 'live')),
        await snapshots(store, accountId),
        ...(await history(store, client).catch(unlessUnavailable)),
      ]
    } finally {
      await store.close()
    }
  })

const durability = async (store: Store, paper: boolean): Promise<Finding> => {
  const { durable, reason } = await store.durability()
  if (durable) return fine('store', reason)
  return paper && store.kind === 'memory'
    ? warning('store', `not durable enough for a real account: ${reason}`)
    : failed('store', `not durable enough: ${reason}`)
}

/** Reads only: taking the lease would stop its holder. */
const lease = async (store: Store, account: string, nowMs: number): Promise<Finding> => {
  const held = await store.hashAll(journalKeys(account).lease)
  const text = (field: string) => new TextDecoder().decode(held[field] ?? new Uint8Array(0))
  const untilMs = Number(text('untilMs'))
  if (text('owner') === '' || untilMs <= nowMs) return fine('lease', 'free')
  const until = isoTime(untilMs)
  return warning('lease', `held by ${text('owner')} until ${until} (epoch ${text('epoch')}): sep live would stand by`)
}

const switches = async (store: Store, account: string, pausedAtFirst: boolean): Promise<readonly Finding[]> => {
  const { killSwitch, paused } = await readSwitches(store, account, pausedAtFirst)
  return [
    killSwitch ? warning('kill switch', await whyOn(store, account)) : fine('kill switch', 'off'),
    paused ? warning('mode', 'paused: no increases; sep arm resumes') : fine('mode', 'trading'),
  ]
}

const whyOn = async (store: Store, account: string): Promise<string> => {
  const { global } = switchKeys(account)
  return (await readGlobalSwitch(store))
    ? `ON for every account of this store (${global}): reductions only; sep arm --global turns it off`
    : `ON: reductions only; sep arm --account ${account} turns it off`
}

/** As a start of sep live compares the two. */
const history = async (store: Store, client: OandaClient): Promise<readonly Finding[]> => {
  const { accountId } = client.target
  const ledger = (await store.range(orderKeys(accountId).ledger, '0')).map(readLedger)
  const lastSlice = await store.lastId(journalKeys(accountId).slice)
  if (ledger.length === 0 && lastSlice === null) return []
  const own = ownHistory(ledger, 0)
  const account = await client.account()
  const difference =
    (await differenceTo(client, own, account)) ??
    clockDifference(lastSlice === null ? Number.NaN : msOf(lastSlice), client.clock.nowMs())
  return difference === null
    ? [fine('history', `transactions up to ${own.lastId} are those of the broker`)]
    : [failed('history', historyDiffers(accountId, difference).message)]
}

/** An unreachable broker is a finding of its own. */
const unlessUnavailable = (error: unknown): readonly Finding[] => {
  if (!(error instanceof CodedError)) throw error
  return error.code.startsWith('broker-') ? [] : [failed('history', error.message)]
}

const snapshots = async (store: Store, account: string): Promise<Finding> => {
  const { slots, newest } = await inspectSnapshots(store, account)
  if (slots.length === 0) return fine('snapshots', 'none yet')
  const damaged = slots.flatMap(({ slot, fault }) => (fault === null ? [] : [`slot ${slot} is damaged: ${fault}`]))
  if (damaged.length === 0) return fine('snapshots', `${slots.length} intact, the newest at slice ${slots[0]?.seq}`)
  return newest
    ? warning('snapshots', `${damaged.join('; ')}; the other is intact`)
    : failed('snapshots', `${damaged.join('; ')}; none is intact`)
}
