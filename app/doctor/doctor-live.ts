/** Finds what would keep `sep live` from trading this account now. Reads from the broker and the store; changes nothing. */
import type { BrokerAccount } from '../../model/broker-client.js'
import { itemText, stopsIncreases } from '../../model/unreadable-items.js'
import type { Clock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import type { Store } from '../../store/store.js'
import type { OandaClient } from '../../oanda/client/client.js'
import { clockDifference, differenceTo, historyDiffers, ownHistory } from '../../sinks/execution/compare/history.js'
import { orderKeys, readLedger } from '../../sinks/execution/order-records.js'
import { msOf } from '../../store/stream-id.js'
import { OWN_TAG } from '../../sinks/execution/broker-view.js'
import { accountRefusal } from '../../sinks/execution/reconcile.js'
import { journalKeys } from '../../streams/journal/keys.js'
import type { Finding } from './doctor.js'
import { readGlobalSwitch, readSwitches, switchKeys } from '../../streams/control/switches.js'
import { divisionText } from '../live/division.js'
import { liveWorld } from '../live/market/world.js'
import type { Settings } from '../config/settings.js'
import { skewReason } from '../live/monitoring/readiness.js'
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
  ...(await brokerFindings(inputs)),
  ...(await storeFindings(inputs)),
]

const stops = ({ orders }: Settings): readonly Finding[] =>
  orders.stopLoss ? [] : [failed('live stops', 'AUTO_SL is off: sep live does not start without stops')]

const brokerFindings = ({ client, settings }: LiveExamination): Promise<readonly Finding[]> =>
  asked('broker', async () => {
    const account = await client.account()
    const { environment, rest } = client.target
    return [
      ok('broker', `${environment} at ${rest.host} knows account ${account.id}`),
      skew(client),
      ...accountFindings(account),
      ok('division', divisionText(settings, account)),
      ...(await asked('instruments', async () => [await instruments(client, settings, account)])),
    ]
  })

const skew = ({ clock, target }: OandaClient): Finding => {
  const reason = skewReason(clock)
  if (reason) return failed('clock', reason)
  if (target.environment === 'paper') return ok('clock', "follows the paper broker's clock")
  const skewMs = clock.skewMs()
  if (Number.isNaN(skewMs)) return warning('clock', 'the broker does not report its time: the skew is unknown')
  return ok('clock', `${Math.round(skewMs)} ms off the broker's time, ± ${Math.round(clock.uncertaintyMs())} ms`)
}

const accountFindings = (account: BrokerAccount): readonly Finding[] => {
  const refusal = accountRefusal(account)
  if (refusal) return [failed('account', refusal)]
  const kind = account.hedging ? 'hedging' : 'netting'
  const rate = account.marginRate === null ? '' : `, margin rate at least ${account.marginRate}`
  const facts = `${account.balance} ${account.currency}, ${kind}${rate}, ${account.trades.length} open trades`
  const strange = new Set(account.trades.filter(({ tag }) => tag !== OWN_TAG).map(({ instrument }) => instrument))
  const stopped = stopsIncreases(account)
  return [
    ok('account', facts),
    ...(stopped === null ? [] : [failed('account', `${stopped}: no increase leaves`)]),
    ...account.unreadable
      .filter(({ instrument }) => instrument !== null)
      .map((item) => warning('account', `cannot be read: ${itemText(item)}: it freezes new risk in its instrument`)),
    ...(strange.size > 0
      ? [warning('account', `trades that are not SEP's freeze new risk in ${[...strange].sort().join(', ')}`)]
      : []),
  ]
}

const instruments = async (client: OandaClient, { run }: Settings, account: BrokerAccount): Promise<Finding> => {
  const world = await liveWorld(client, run.pairs, account)
  const named = (traded: number) =>
    world.instruments.filter((_, k) => world.traded[k] === traded).map(({ name }) => name)
  const converting = named(0)
  return ok(
    'instruments',
    `${named(1).join(', ')}${converting.length > 0 ? `; for conversion to ${world.home} only: ${converting.join(', ')}` : ''}`,
  )
}

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
  if (durable) return ok('store', reason)
  return paper && store.kind === 'memory'
    ? warning('store', `not durable enough for a real account: ${reason}`)
    : failed('store', `not durable enough: ${reason}`)
}

/** Reads only: taking the lease would stop its holder. */
const lease = async (store: Store, account: string, nowMs: number): Promise<Finding> => {
  const held = await store.hashAll(journalKeys(account).lease)
  const text = (field: string) => new TextDecoder().decode(held[field] ?? new Uint8Array(0))
  const untilMs = Number(text('untilMs'))
  if (text('owner') === '' || untilMs <= nowMs) return ok('lease', 'free')
  const until = isoTime(untilMs)
  return warning('lease', `held by ${text('owner')} until ${until} (epoch ${text('epoch')}): sep live would stand by`)
}

const switches = async (store: Store, account: string, pausedAtFirst: boolean): Promise<readonly Finding[]> => {
  const { killSwitch, paused } = await readSwitches(store, account, pausedAtFirst)
  return [
    killSwitch ? warning('kill switch', await whyOn(store, account)) : ok('kill switch', 'off'),
    paused ? warning('mode', 'paused: no increases; sep arm resumes') : ok('mode', 'trading'),
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
    ? [ok('history', `transactions up to ${own.lastId} are those of the broker`)]
    : [failed('history', historyDiffers(accountId, difference).message)]
}

/** An unreachable broker is a finding of its own. */
const unlessUnavailable = (error: unknown): readonly Finding[] => {
  if (!(error instanceof CodedError)) throw error
  return error.code.startsWith('broker-') ? [] : [failed('history', error.message)]
}

const snapshots = async (store: Store, account: string): Promise<Finding> => {
  const { slots, newest } = await inspectSnapshots(store, account)
  if (slots.length === 0) return ok('snapshots', 'none yet')
  const damaged = slots.flatMap(({ slot, fault }) => (fault === null ? [] : [`slot ${slot} is damaged: ${fault}`]))
  if (damaged.length === 0) return ok('snapshots', `${slots.length} intact, the newest at slice ${slots[0]?.seq}`)
  return newest
    ? warning('snapshots', `${damaged.join('; ')}; the other is intact`)
    : failed('snapshots', `${damaged.join('; ')}; none is intact`)
}

const ok = (check: string, message: string): Finding => ({ check, state: 'ok', message })
const warning = (check: string, message: string): Finding => ({ check, state: 'warning', message })
const failed = (check: string, message: string): Finding => ({ check, state: 'failed', message })

/** A refused request is the finding. */
const asked = async (check: string, ask: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    // A command that only looks makes no store: sep live does.
    if (check === 'store' && error.code === 'missing-data') return [warning(check, error.message)]
    return [failed(check, error.message)]
  }
}
