/** Reduces an account to its margin budget while no pipeline runs: a plan from the broker's state, and its closes. */
import { MINUTE_MS } from '../../lib/time-units.js'
import type { CloseRequest } from '../../model/broker-client.js'
import { itemText } from '../../model/unreadable-items.js'
import { type Clock, systemClock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import type { Lease, Store } from '../../store/store.js'
import type { World } from '../../model/world.js'
import type { OandaClient } from '../../oanda/client/client.js'
import { OWN_TAG } from '../../sinks/execution/broker-view.js'
import { decisionId } from '../../sinks/execution/decisions.js'
import { orderKeys } from '../../sinks/execution/order-records.js'
import { conversions } from '../../sources/slices/conversions.js'
import { type DrainClose, type DrainPlan, drainPlan } from './drain-plan.js'
import { divisionOf } from '../../operators/exchange/terms/division.js'
import { liveWorld } from '../live/market/world.js'
import type { Settings } from '../config/settings.js'

export interface DrainInputs {
  readonly client: OandaClient
  readonly settings: Settings
  readonly bufferPct: number
  readonly minUnits: number
}
export interface DrainedTrade extends DrainClose {
  readonly outcome: 'filled' | 'rejected' | 'cancelled' | 'not-sent' | 'unknown'
  /** The broker's reason; empty if it was filled. */
  readonly reason: string
}

/** Longer than a request with its timeout; renewed before each request. */
const LEASE_MS = MINUTE_MS

export interface AccountDrain extends DrainPlan {
  readonly currency: string
  /** What could not be read, in words: the account is not known to be within its budget. */
  readonly unreadable: readonly string[]
}

/** The plan as of now; sends nothing. */
export const planDrain = async ({ client, settings, bufferPct, minUnits }: DrainInputs): Promise<AccountDrain> => {
  const account = await client.account()
  if (account.marginAvailable === null)
    throw new SepError('broker-unavailable', `account ${account.id}: its marginAvailable cannot be read: no budget`)
  const own = account.trades.filter(({ tag }) => tag === OWN_TAG).map(({ instrument }) => instrument)
  const world = await liveWorld(client, [...new Set(own)], account)
  const plan = drainPlan({
    world,
    trades: account.trades,
    unreadable: account.unreadable,
    hiddenMargin: account.hidden.margin,
    balance: Number(account.balance),
    marginAvailable: Number(account.marginAvailable),
    marginPerUnit: await marginPerUnit(client, world, settings.size.accountMarginRate),
    targetPct: settings.size.targetPct,
    basis: settings.size.budgetBasis,
    bufferPct,
    minUnits,
    fifo: divisionOf(settings.broker.division, account.hedging) === 'us',
  })
  const sums = account.unreadableSums.map((name) => `the account's ${name}`)
  return { ...plan, currency: account.currency, unreadable: [...account.unreadable.map(itemText), ...sums] }
}

/** NaN if the price of the instrument or of its conversion pair is missing. */
const marginPerUnit = async (client: OandaClient, world: World, leastRate: number): Promise<Float64Array> => {
  const names = world.instruments.map(({ name }) => name)
  const prices = names.length === 0 ? [] : await client.pricing(names)
  const mids = names.map((name) => {
    const [bid, ask] = (['bids', 'asks'] as const).map(
      (side) => prices.find(({ instrument }) => instrument === name)?.[side][0]?.price,
    )
    return (Number(bid) + Number(ask)) / 2
  })
  const { by, inverted } = conversions(world)
  return Float64Array.from(world.instruments, ({ quote, marginRate }, k) => {
    const through = mids[by[k]!] ?? Number.NaN
    const homeRate = quote === world.home ? 1 : inverted[k] === 1 ? 1 / through : through
    return mids[k]! * homeRate * Math.max(marginRate, leastRate)
  })
}

/**
 * Sends the closes one by one, each at most once, under the account's lease; refused while a pipeline holds it. Stops at the first close
 * with an unknown outcome.
 */
export const closeDrain = async (
  client: OandaClient,
  store: Store,
  closes: readonly DrainClose[],
  clock: Clock = systemClock,
): Promise<readonly DrainedTrade[]> => {
  const account = client.target.accountId
  const tsMs = Math.floor(clock.nowMs())
  const cause = `drain-${tsMs}`
  const { lease: key } = orderKeys(account)
  const lease = await store.acquireLease(key, cause, LEASE_MS)
  if (!lease) {
    throw new SepError(
      'store-refused',
      `account ${account}: a running pipeline holds it (${key}); use sep flatten, or stop the pipeline first`,
    )
  }
  try {
    const drained: DrainedTrade[] = []
    for (const close of closes) {
      const { instrument, tradeId, text: units } = close
      const id = decisionId(account, instrument, cause, `close:${Number(tradeId)}`)
      const order: CloseRequest = { leg: 'close', decisionId: id, instrument, tradeId, units }
      await claim(store, lease, account, order, tsMs)
      drained.push({ ...close, ...(await send(client, order)) })
      if (drained.at(-1)?.outcome === 'unknown') break
    }
    return drained
  } finally {
    await store.releaseLease(lease)
  }
}

/** The claim must be durable in the store, under our lease, before the request is sent. It carries its time so that it can expire. */
const claim = async (store: Store, lease: Lease, account: string, order: CloseRequest, tsMs: number): Promise<void> => {
  const mine = await store.renewLease(lease, LEASE_MS)
  const content = canonicalJson({ ...order, tsMs })
  const answer = mine
    ? await store.claim(lease, orderKeys(account).claims, order.decisionId, content, [])
    : 'stale-epoch'
  if (answer !== 'ok')
    throw new SepError(
      'store-refused',
      `account ${account}: ${answer}: the close of trade ${order.tradeId} and later ones are not sent`,
    )
  if (!(await store.flush(2000)) && (await store.durability()).durable)
    throw new SepError(
      'store-unavailable',
      `account ${account}: the store did not confirm the close of trade ${order.tradeId}: it is not sent`,
    )
}

const send = async (client: OandaClient, order: CloseRequest): Promise<Pick<DrainedTrade, 'outcome' | 'reason'>> => {
  try {
    const reply = await client.send(order, { mayLeave: () => null })
    if (reply.kind === 'unsent') return { outcome: 'not-sent', reason: reply.message }
    if (reply.kind === 'rejected') return { outcome: 'rejected', reason: `${reply.code} ${reply.message}` }
    const cancel = reply.transactions.find(({ type }) => type === 'ORDER_CANCEL')
    return cancel ? { outcome: 'cancelled', reason: String(cancel.raw['reason']) } : { outcome: 'filled', reason: '' }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return { outcome: 'unknown', reason: error.message }
  }
}
