/** What the broker's answers say about the account: known, readable, tradeable by SEP, and in step with this machine's clock. */
import type { BrokerAccount } from '../../model/broker-client.js'
import { itemText, stopsIncreases } from '../../model/unreadable-items.js'
import type { OandaClient } from '../../oanda/client/client.js'
import type { WireSummary } from '../../oanda/wire/records.js'
import { OWN_TAG } from '../../sinks/execution/broker-view.js'
import { accountRefusal } from '../../sinks/execution/reconcile.js'
import { skewReason } from '../live/monitoring/readiness.js'
import type { Settings } from '../config/settings.js'
import { divisionFinding } from './division-finding.js'
import { asked, failed, type Finding, fine, warning } from './finding.js'
import { leftovers } from './test-order/plan.js'
import { instrumentFindings } from './instrument-findings.js'

export const brokerFindings = (client: OandaClient, settings: Settings): Promise<readonly Finding[]> =>
  asked(
    'broker',
    async () => {
      const account = await client.account()
      const { environment, rest } = client.target
      return [
        fine('broker', `${environment} at ${rest.host} knows account ${account.id}`),
        skew(client),
        ...accountFindings(account, await client.summary()),
        divisionFinding(settings, account),
        ...(await asked('instruments', () => instrumentFindings(client, settings, account))),
      ]
    },
    (message) => `${message}${hintOf(message, client)}`,
  )

/** The broker's own words for a token of the other environment are the same as for one that does not exist. */
const hintOf = (message: string, { target }: OandaClient): string => {
  const { host } = target.rest
  const hints: readonly (readonly [RegExp, string])[] = [
    [/HTTP 401/, `the token is not known at ${host}: it is mistyped, revoked, or made for the other environment`],
    [/HTTP 403/, 'the token may not do this: make a new one, by the login that owns the account'],
    [/ENOTFOUND|EAI_AGAIN/, `${host} is not found: no network, or no name service`],
    [/ECONNREFUSED/, `nothing listens at ${host}`],
  ]
  const hint = hints.find(([pattern]) => pattern.test(message))?.[1]
  return hint === undefined ? '' : `: ${hint}`
}

const skew = ({ clock, target }: OandaClient): Finding => {
  const reason = skewReason(clock)
  if (reason) return failed('clock', reason)
  if (target.environment === 'paper') return fine('clock', "follows the paper broker's clock")
  const skewMs = clock.skewMs()
  if (Number.isNaN(skewMs)) return warning('clock', 'the broker does not report its time: the skew is unknown')
  return fine('clock', `${Math.round(skewMs)} ms off the broker's time, ± ${Math.round(clock.uncertaintyMs())} ms`)
}

const accountFindings = (account: BrokerAccount, summary: WireSummary): readonly Finding[] => {
  const refusal = accountRefusal(account)
  if (refusal) return [failed('account', refusal)]
  const strange = new Set(account.trades.filter(({ tag }) => tag !== OWN_TAG).map(({ instrument }) => instrument))
  const stopped = stopsIncreases(account)
  return [
    fine('account', factsOf(account, summary)),
    ...(stopped === null ? [] : [failed('account', `${stopped}: no increase leaves`)]),
    ...account.unreadable
      .filter(({ instrument }) => instrument !== null)
      .map((item) => warning('account', `cannot be read: ${itemText(item)}: it freezes new risk in its instrument`)),
    ...leftovers(account).map(({ tradeId, instrument }) =>
      warning('account', `trade ${tradeId} of ${instrument} was left by a test order: --place-test-order closes it`),
    ),
    ...(strange.size > 0
      ? [warning('account', `trades that are not SEP's freeze new risk in ${[...strange].sort().join(', ')}`)]
      : []),
  ]
}

const factsOf = (account: BrokerAccount, { guaranteedStopLossOrderMode: mode }: WireSummary): string =>
  [
    `${account.balance} ${account.currency}`,
    account.hedging ? 'hedging' : 'netting',
    ...(account.marginRate === null ? [] : [`margin rate at least ${account.marginRate}`]),
    `guaranteed stops ${typeof mode === 'string' ? mode.toLowerCase() : 'unknown'}`,
    `${account.trades.length} open trades`,
  ].join(', ')
