/** An ORDER_FILL: the trades that it closes, reduces and opens, with their costs. */
import { REASON } from '../../model/codes.js'
import { OWN_TAG, type ViewOrder, type ViewTrade } from './broker-view.js'
import {
  rawList,
  numberOf,
  pushForeign,
  pushRow,
  type Raw,
  rawRecord,
  type TransactionFold,
  pushUnreadable,
  zeroOr,
} from './transaction-fold.js'

export const foldFill = (fold: TransactionFold): void => {
  const { raw, orders, rows, balance } = fold
  const orderId = numberOf(raw['orderID'])
  const order = orders.get(orderId)
  orders.delete(orderId)
  const closes = rawList(raw['tradesClosed']).concat(raw['tradeReduced'] ? [rawRecord(raw['tradeReduced'])] : [])
  const opened = raw['tradeOpened'] ? rawRecord(raw['tradeOpened']) : null
  const sizeOf = (part: Raw) => Math.abs(zeroOr(part['units']))
  const size = closes.reduce((sum, part) => sum + sizeOf(part), opened ? sizeOf(opened) : 0)
  const commission = zeroOr(raw['commission']) + zeroOr(raw['guaranteedExecutionFee'])
  // Each part pays by its size: the first may be of another hand.
  const shareOf = (part: Raw) => (size > 0 ? commission * (sizeOf(part) / size) : 0)
  for (const part of closes) reduce(fold, part, order, shareOf(part))
  if (opened) open(fold, opened, order, shareOf(opened))
  if (!rows.some((row) => Number.isFinite(row.balance))) pushRow(fold, 'balance', { balance })
}

const open = (fold: TransactionFold, part: Raw, order: ViewOrder | undefined, commission: number): void => {
  const { raw, transaction, trades, alarms, balance } = fold
  const instrument = String(raw['instrument'])
  const trade: ViewTrade = {
    id: numberOf(part['tradeID']),
    instrument,
    units: numberOf(part['units']),
    price: numberOf(part['price'] ?? raw['price']),
    openTsMs: transaction.tsMs,
    own: order?.own === true || rawRecord(part['clientExtensions'])['tag'] === OWN_TAG,
  }
  if (!Number.isFinite(trade.id) || !Number.isFinite(trade.units)) return pushUnreadable(fold)
  if (trade.own && facesOwn(fold, trade))
    alarms.push(`SEP has long and short trades of ${instrument}: close one side by hand, only net units are managed`)
  trades.set(trade.id, trade)
  if (!trade.own) return pushForeign(fold, trade)
  pushRow(fold, 'opened', {
    instrument: fold.indexOf(instrument),
    tradeId: trade.id,
    units: trade.units,
    price: trade.price,
    decisionTsMs: order?.decisionTsMs ?? Number.NaN,
    reason: order?.decisionId ? order.reason : REASON.external,
    balance,
    ...costs(raw, part, commission),
  })
}

/** On a hedging account: by another hand with SEP's tag, or by an abandoned order that arrived late. */
const facesOwn = ({ trades }: TransactionFold, { instrument, units }: ViewTrade): boolean =>
  [...trades.values()].some((each) => each.own && each.instrument === instrument && each.units * units < 0)

const reduce = (fold: TransactionFold, part: Raw, order: ViewOrder | undefined, commission: number): void => {
  const { raw, transaction, trades, alarms, balance } = fold
  const tradeId = numberOf(part['tradeID'])
  const units = numberOf(part['units'])
  const trade = trades.get(tradeId)
  if (!trade) return void alarms.push(`transaction ${transaction.id} reduces the unknown trade ${tradeId}`)
  if (!Number.isFinite(units)) return pushUnreadable(fold)
  const left = exact(trade.units + units)
  const whole = left === 0 || rawList(raw['tradesClosed']).includes(part)
  if (whole) trades.delete(tradeId)
  else trades.set(tradeId, { ...trade, units: left })
  if (!trade.own) return pushForeign(fold, { ...trade, units: whole ? 0 : left })
  pushRow(fold, whole ? 'closed' : 'reduced', {
    instrument: fold.indexOf(trade.instrument),
    tradeId,
    units,
    price: numberOf(part['price'] ?? raw['price']),
    amount: numberOf(part['realizedPL']),
    financing: zeroOr(part['financing']),
    decisionTsMs: order?.decisionId ? order.decisionTsMs : Number.NaN,
    reason: exitReason(String(raw['reason']), order),
    balance,
    ...costs(raw, part, commission),
  })
}

const costs = (raw: Raw, part: Raw, commission: number) => ({
  spreadCost: zeroOr(part['halfSpreadCost']),
  conversionCost: zeroOr(part['homeConversionCost'] ?? part['plHomeConversionCost']),
  commission,
  depthCost: depthCost(raw, part),
})

/** What the fill cost beyond the best price that the broker shows with it, home currency; 0 where it shows none. */
const depthCost = (raw: Raw, part: Raw): number => {
  const units = numberOf(part['units'])
  const levels = rawRecord(raw['fullPrice'])[units > 0 ? 'asks' : 'bids']
  const best = numberOf(rawRecord(rawList(levels)[0])['price'])
  const behind = (numberOf(part['price'] ?? raw['price']) - best) * Math.sign(units)
  const [gain, loss] = [raw['gainQuoteHomeConversionFactor'], raw['lossQuoteHomeConversionFactor']].map(numberOf)
  const cost = behind * Math.abs(units) * ((gain! + loss!) / 2)
  return cost > 0 && Number.isFinite(cost) ? cost : 0
}

const exitReason = (reason: string, order: ViewOrder | undefined): number => {
  if (order?.decisionId) return order.reason
  if (reason === 'TAKE_PROFIT_ORDER') return REASON.take
  if (reason.endsWith('STOP_LOSS_ORDER')) return REASON.stop
  return reason === 'MARKET_ORDER_MARGIN_CLOSEOUT' ? REASON.closeout : REASON.external
}

/** Sums of units with up to nine decimals come out on the grid. */
const exact = (units: number): number => Math.round(units * 1e9) / 1e9
