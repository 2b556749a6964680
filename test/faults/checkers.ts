/** Invariants that must hold after any run. The broker's books are the oracle. */
import type { BrokerTransaction } from '../../model/broker-client.js'
import { orderKeys, readLedger, readOrder } from '../../sinks/execution/order-records.js'
import type { LedgerRecord, OutcomeRecord } from '../../sinks/execution/protocol-types.js'
import { decisionFaults } from './wire/check-decisions.js'
import { checkJournal } from './root/check-journal.js'
import { journalKeys } from '../../streams/journal/keys.js'
import type { RunFacts } from './run-facts.js'
import { MAX_STEP_MS } from './skews.js'
import { END_MS, FAULTS_MS, START_MS } from './spans.js'

export const check = async (facts: RunFacts): Promise<string[]> => {
  const broken: string[] = []
  const report = (checker: string, text: string) => void broken.push(`${checker}: ${text}`)
  checkPosts(facts, report)
  checkFills(facts, report)
  const { faults, replay } = await checkJournal(facts)
  broken.push(...faults)
  checkEpochs(facts, report)
  checkKills(facts, report)
  checkEnd(facts, report)
  broken.push(...decisionFaults(facts, replay.slices))
  return broken
}

/** A skew is known to half a second: a `Date` header is in whole seconds. */
const SKEW_SEEN_MS = 3000

type Report = (checker: string, text: string) => void

/** C2, C3, C7, and: durable before the first byte, one order in flight, never an unprotected position. */
const checkPosts = ({ network, store, settings, ledger, slicesMs }: RunFacts, report: Report): void => {
  const { claims } = orderKeys(settings.account)
  const seen = new Set<string>()
  for (const post of network.posts) {
    const { decisionId, leg } = post.request
    if (seen.has(decisionId)) report('C2', `decision ${decisionId} was posted twice`)
    seen.add(decisionId)
    if (!/^[\x21-\x7e]{1,32}$/.test(decisionId))
      report('C2', `decision id ${decisionId} is not 1 to 32 ASCII characters`)
    if (leg === 'entry' && !post.request.stopLoss) report('C14', `increase ${decisionId} has no protective stop`)
    if (leg === 'entry' && Math.abs(post.skewMs) > SKEW_SEEN_MS)
      report('C3', `increase ${decisionId} was sent while the clock was ${post.skewMs.toFixed(0)} ms off`)
    if (!post.owned) report('C7', `${post.by} posted decision ${decisionId} after another had taken the account`)
    // A whole close may leave while the disk does not confirm: the broker closes a trade once.
    const mayBeLost = leg === 'close' && post.request.units === 'ALL'
    if (!post.durable && !mayBeLost) report('I8', `decision ${decisionId} was posted before its record was durable`)
    const claim = store.peek.claim(claims, decisionId)
    if (!claim) {
      if (!mayBeLost) report('I8', `decision ${decisionId} was posted but its claim is gone`)
      continue
    }
    const { tsMs } = JSON.parse(claim.content) as { readonly tsMs: number }
    // In true time: the slice's own may come from a clock that is off.
    const ageMs = post.atMs - (slicesMs.get(tsMs) ?? tsMs - START_MS)
    // Closes leave under a clock that is off, which may have made their slice.
    if (!(ageMs <= (leg === 'entry' ? 15_000 : 60_000 + MAX_STEP_MS)))
      report('C3', `${leg} ${decisionId} was ${ageMs} ms old`)
  }
  const risky = network.posts.filter(({ request }) => request.leg === 'entry' || request.units !== 'ALL')
  for (const [i, first] of risky.entries())
    for (const second of risky.slice(i + 1))
      if (
        first.request.instrument === second.request.instrument &&
        first.arrivedMs !== Number.POSITIVE_INFINITY &&
        first.arrivedMs > second.atMs
      )
        report('C2', `${second.request.decisionId} was sent while ${first.request.decisionId} was still in flight`)
  const orders = new Map<string, number>()
  for (const request of ledger.causes.values())
    orders.set(request.decisionId, (orders.get(request.decisionId) ?? 0) + 1)
  for (const [id, count] of orders) if (count > 1) report('C1', `decision ${id} made ${count} orders at the broker`)
}

/** C1: our ledger equals the broker's, and every fill belongs to a decision or was adopted with an alarm. */
const checkFills = ({ ledger, store, settings, alarms }: RunFacts, report: Report): void => {
  const keys = orderKeys(settings.account)
  const records = store.peek.stream(keys.ledger).map(readLedger)
  const first = records[0]
  if (first?.kind !== 'snapshot') return report('C1', 'the ledger does not start with an account snapshot')
  const ours = new Map<number, Extract<LedgerRecord, { kind: 'transaction' }>>()
  for (const record of records) if (record.kind === 'transaction') ours.set(record.transaction.id, record)
  for (const transaction of ledger.transactions.slice(first.view.lastTransactionId)) {
    const mine = ours.get(transaction.id)
    if (!mine) report('C1', `transaction ${transaction.id} ${transaction.type} is not in our ledger`)
    else if (mine.transaction.type !== transaction.type)
      report('C1', `transaction ${transaction.id} is ${transaction.type}, our ledger has ${mine.transaction.type}`)
  }
  const outcomes = new Map<string, OutcomeRecord>()
  for (const entry of store.peek.stream(keys.orders)) {
    const record = readOrder(entry)
    if (record.kind === 'sent') outcomes.delete(record.id)
    else if (outcomes.has(record.id)) report('C2', `decision ${record.id} has two outcomes`)
    else outcomes.set(record.id, record.outcome)
  }
  for (const fill of ledger.transactions) checkFill(fill, ledger, ours, outcomes, alarms, report)
}

const checkFill = (
  fill: BrokerTransaction,
  ledger: RunFacts['ledger'],
  ours: ReadonlyMap<number, Extract<LedgerRecord, { kind: 'transaction' }>>,
  outcomes: ReadonlyMap<string, OutcomeRecord>,
  alarms: readonly string[],
  report: Report,
): void => {
  if (fill.type !== 'ORDER_FILL') return
  const orderId = Number(fill.raw['orderID'])
  const cause = ledger.causes.get(orderId)
  const record = ours.get(fill.id)
  if (!cause || !record) return
  const expected = record.origin === 'decision' && record.decisionId === cause.decisionId
  if (!expected && record.origin !== 'external')
    return report('C1', `fill ${fill.id} of decision ${cause.decisionId} is in our ledger as ${record.origin}`)
  if (expected && outcomes.get(cause.decisionId)?.result !== 'filled')
    report('C1', `fill ${fill.id}: the outcome of its decision is ${outcomes.get(cause.decisionId)?.result}`)
  if (!expected && !alarms.some((text) => text.includes(`order ${orderId} `)))
    report('C1', `fill ${fill.id} was adopted without an alarm`)
}

/** C7: no write with an old epoch is accepted once there is a newer one. */
const checkEpochs = ({ store }: RunFacts, report: Report): void => {
  for (const { epoch, newest, accepted } of store.peek.fencedWrites())
    if (accepted && epoch !== newest) report('C7', `a write of epoch ${epoch} was accepted at epoch ${newest}`)
}

/** C8: after a kill switch is acknowledged, no increase is sent until its release. */
const checkKills = ({ kills, network }: RunFacts, report: Report): void => {
  for (const { ackMs, untilMs } of kills)
    for (const { atMs, request } of network.posts)
      if (request.leg === 'entry' && atMs > ackMs && atMs < untilMs)
        report('C8', `increase ${request.decisionId} was sent ${(atMs - ackMs).toFixed(1)} ms after the kill switch`)
}

/** C6, and: nothing is stuck, no exit is forgotten, trading continues. */
const checkEnd = ({ roots, ledger, store, network, settings }: RunFacts, report: Report): void => {
  const owners = roots.filter((root) => root.machine.alive() && root.ready())
  if (owners.length !== 1) return report('live', `${owners.length} processes own the account at the end`)
  const { account } = owners[0]!.trader()
  const theirs = [...ledger.trades.values()]
  const text = (list: readonly (readonly [number, number])[]) => [...list].sort((a, b) => a[0] - b[0]).join(' ')
  for (const own of [true, false]) {
    const broker = text(theirs.filter(({ tag }) => (tag === 'sep') === own).map(({ id, units }) => [id, units]))
    const graph = text([...(own ? account.trades : account.foreign)].map(([id, { units }]) => [id, units]))
    if (broker !== graph)
      report('C6', `${own ? 'own' : 'foreign'} trades: the broker holds [${broker}], the graph [${graph}]`)
  }
  if (Math.abs(account.balance - ledger.balance()) > 1e-6)
    report('C6', `the broker's balance is ${ledger.balance()}, the graph's ${account.balance}`)
  const open = theirs.filter(({ tag }) => tag === 'sep')
  if (open.length > 0) report('exit', `trades ${open.map(({ id }) => id).join(' ')} were never closed`)
  if (account.pending.size > 0) report('stuck', `pending: ${[...account.pending.keys()].join(' ')}`)
  if (account.doubtful.size > 0) report('stuck', `unknown: ${[...account.doubtful.keys()].join(' ')}`)
  const last = store.peek.stream(journalKeys(settings.account).slice).at(-1)
  if (!last || Number(last.id.split('-')[0]) < START_MS + END_MS - 25_000) report('live', 'no slices at the end')
  if (!network.posts.some(({ atMs }) => atMs > FAULTS_MS)) report('live', 'no order after the faults')
}
