/** Whether the instruments of the settings can be traded on the account, in which sizes, and at which prices now. */
import type { BrokerAccount } from '../../model/broker-client.js'
import type { Instrument } from '../../model/world.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import type { OandaClient } from '../../oanda/client/client.js'
import type { WirePrice } from '../../oanda/wire/records.js'
import { liveWorld } from '../live/market/world.js'
import type { Settings } from '../config/settings.js'
import { type Finding, fine, warning } from './finding.js'

export const instrumentFindings = async (
  client: OandaClient,
  { run }: Settings,
  account: BrokerAccount,
): Promise<readonly Finding[]> => {
  const world = await liveWorld(client, run.pairs, account)
  const of = (traded: number) => world.instruments.filter((_, k) => world.traded[k] === traded)
  const names = (list: readonly Instrument[]) => list.map(({ name }) => name).join(', ')
  const converting = of(0)
  const conversion = converting.length > 0 ? `; for conversion to ${world.home} only: ${names(converting)}` : ''
  const prices = await client.pricing(world.instruments.map(({ name }) => name))
  return [
    fine('instruments', `${names(of(1))}${conversion}`),
    fine('sizes', grouped(of(1), sizeText)),
    fine(
      'margin',
      grouped(of(1), ({ marginRate }) => `${marginRate} (${Math.round(1 / marginRate)}:1)`),
    ),
    pricesFinding(prices, client.clock.nowMs()),
  ]
}

const sizeText = ({ minimumTradeSize, tradeUnitsPrecision, displayPrecision }: Instrument): string => {
  const steps = tradeUnitsPrecision === 0 ? 'whole units' : `${tradeUnitsPrecision} decimals of units`
  return `at least ${minimumTradeSize}, ${steps}, prices with ${displayPrecision} decimals`
}

/** `a: EUR_USD, GBP_USD; b: USD_JPY`. */
const grouped = (instruments: readonly Instrument[], textOf: (instrument: Instrument) => string): string => {
  const texts = [...new Set(instruments.map(textOf))]
  const namesOf = (text: string) => instruments.filter((one) => textOf(one) === text).map(({ name }) => name)
  return texts.map((text) => `${text}: ${namesOf(text).join(', ')}`).join('; ')
}

/** A market that is closed at the weekend is as it should be. */
const pricesFinding = (prices: readonly WirePrice[], nowMs: number): Finding => {
  const closed = prices.filter(({ tradeable }) => tradeable === false).map(({ instrument }) => instrument)
  const spreads = prices.map(
    ({ instrument, bids, asks }) => `${instrument} ${spreadText(bids[0]?.price, asks[0]?.price)}`,
  )
  if (closed.length === 0) return fine('prices', `spreads: ${spreads.join(', ')}`)
  const which = closed.length === prices.length ? 'no instrument' : `all but ${closed.join(', ')}`
  const text = `${which} can be traded now`
  return isFxWeekMinute(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS)
    ? warning('prices', `${text}, though the FX week is open`)
    : fine('prices', `${text}: the FX week is closed`)
}

const spreadText = (bid: string | undefined, ask: string | undefined): string =>
  bid === undefined || ask === undefined
    ? 'without a quote'
    : `${(((Number(ask) - Number(bid)) / Number(bid)) * 1e4).toFixed(2)} bps`
