/**
 * One order of the least size, filled, checked and closed: what SEP does with a broker, once. After the first byte of the order nothing
 * ends this before the trade is closed, or until a person is needed, who then reads what is left.
 */
import type { EntryRequest } from '../../../model/broker-client.js'
import { SepError } from '../../../model/error-codes.js'
import { explainRefusal } from '../../../oanda/refusals/explain-refusal.js'
import { failed, fine, type Finding } from '../finding.js'
import { type ClosePorts, closeUntilGone } from './close-until-gone.js'
import { type EntryOutcome, type EntryPorts, sendEntry } from './entry-outcome.js'
import { listenToTransactions, type TransactionListener } from './listen.js'
import { leftovers, planTestOrder } from './plan.js'
import { verifyClosed, verifyOpen } from './verify.js'

export interface TestOrderPorts extends EntryPorts, ClosePorts {
  readonly instrument: string
  /** ^C: ends it as long as nothing has been sent. */
  readonly signal: AbortSignal
  readonly onFindings: (findings: readonly Finding[]) => void
  /** Sees the lines of the transaction stream. */
  readonly onLine: (line: Readonly<Record<string, unknown>>) => void
}

const CHECK = 'test order'

/** What could not be brought to an end is a failed finding. Rejects only before anything was sent, or for a bug. */
export const placeTestOrder = async (ports: TestOrderPorts): Promise<void> => {
  const { client, onFindings, onLine } = ports
  if (!(await closeLeftovers(ports))) return
  const stream = await listenToTransactions(client, onLine)
  if (typeof stream === 'string')
    return onFindings([failed(CHECK, `not placed: the transaction stream does not open: ${stream}`)])
  try {
    const account = await client.account()
    const plan = await planOf(ports)
    if (typeof plan === 'string') return onFindings([failed(CHECK, `not placed: ${plan}`)])
    if (ports.signal.aborted) return onFindings([failed(CHECK, 'not placed: interrupted')])
    await roundTrip(ports, plan, account.lastTransactionId, stream)
  } finally {
    stream.close()
  }
}

const planOf = async ({ client, instrument: name }: TestOrderPorts): Promise<EntryRequest | string> => {
  const [instrument] = await client.instruments([name])
  if (!instrument) throw new SepError('missing-data', `${name} cannot be traded on account ${client.target.accountId}`)
  const [price] = await client.pricing([name])
  return planTestOrder({ account: await client.account(), instrument, price, nowMs: client.clock.nowMs() })
}

const roundTrip = async (
  ports: TestOrderPorts,
  entry: EntryRequest,
  lastId: number,
  stream: TransactionListener,
): Promise<void> => {
  const { client, onFindings } = ports
  const outcome = await sendEntry(ports, entry, lastId)
  if (outcome.kind !== 'filled') return onFindings([notFilled(entry, outcome)])
  const { tradeId, fill } = outcome
  onFindings([
    fine(CHECK, `${entry.units} ${entry.instrument} filled at ${String(fill.raw['price'])}: trade ${tradeId}`),
  ])
  // Whatever a check meets, a bug of ours too, the trade is closed first.
  const checked = await verifyOpen(client, entry, tradeId).then(
    (findings) => ({ findings }),
    (bug: unknown) => ({ findings: [failed('trade', 'the check itself failed')], bug }),
  )
  onFindings(checked.findings)
  const closing = await closeUntilGone(ports, { tradeId, instrument: entry.instrument, name: entry.decisionId })
  onFindings(
    closing.closed
      ? await verifyClosed(client, entry, tradeId, lastId, stream)
      : [leftOpen(entry.instrument, tradeId, closing.why)],
  )
  if ('bug' in checked) throw checked.bug
}

const notFilled = (
  { instrument, decisionId }: EntryRequest,
  outcome: Exclude<EntryOutcome, { kind: 'filled' }>,
): Finding =>
  outcome.kind === 'none'
    ? failed(CHECK, `${instrument} was not filled, nothing is open: ${outcome.why}${meaningOf(outcome.code)}`)
    : failed(
        CHECK,
        `${instrument}: THE OUTCOME IS NOT KNOWN: ${outcome.why}; no transaction of ${decisionId} was seen for a minute: ` +
          'look at the account, and run this again, which closes what a test order left',
      )

const meaningOf = (code: string | null): string => {
  const means = code === null ? null : explainRefusal(code)?.means
  return means ? ` (${means})` : ''
}

const leftOpen = (instrument: string, tradeId: string, why: string): Finding =>
  failed(
    CHECK,
    `TRADE ${tradeId} OF ${instrument} MAY BE OPEN: its close failed for minutes (${why}); its stop stands at the broker: ` +
      'close it there, or run this again, which closes it first',
  )

/** True if nothing of an earlier test order is open any more. */
const closeLeftovers = async (ports: TestOrderPorts): Promise<boolean> => {
  const { client, onFindings } = ports
  for (const { tradeId, instrument, clientId } of leftovers(await client.account())) {
    const closing = await closeUntilGone(ports, { tradeId, instrument, name: clientId ?? tradeId })
    if (!closing.closed) {
      onFindings([leftOpen(instrument, tradeId, closing.why)])
      return false
    }
    onFindings([fine(CHECK, `trade ${tradeId} of ${instrument}, left by an earlier test order, is closed`)])
  }
  return true
}
