/** The account: opening, funding, configuration, and the conservation check. */
import { SepError } from '../../model/error-codes.js'
import type { World } from '../../model/world.js'
import { gridScale, onGrid } from '../grid.js'
import { freeMargin } from './marks.js'
import { moneyText, toE4 } from './money.js'
import { commissionTerms } from './terms/commission.js'
import { depthLevels } from './terms/depth.js'
import { divisionOf } from './terms/division.js'
import { beginBatch, NO_FIELDS, record } from './transactions.js'
import type { Exchange, ExchangeConfig } from './types.js'

/** Opens an account with its first batch: CREATE, the margin rate if one is set, and the deposit. */
export const createExchange = (config: ExchangeConfig, world: World, tsMs = 0): Exchange => {
  const ex = emptyExchange(config, world)
  beginBatch(ex, tsMs)
  record(ex, tsMs, 'CREATE', { homeCurrency: world.home })
  if (config.accountMarginRate > 0)
    record(ex, tsMs, 'CLIENT_CONFIGURE', { marginRate: String(config.accountMarginRate) })
  fund(ex, toE4(config.capital), tsMs, 'CLIENT_FUNDING')
  return ex
}

/** The account before its first transaction. */
export const emptyExchange = (config: ExchangeConfig, world: World): Exchange => {
  const { instruments, home } = world
  const count = instruments.length
  return {
    config: { ...config, division: divisionOf(config.division, config.hedging) },
    instruments,
    priceScale: Float64Array.from(instruments, ({ displayPrecision }) => gridScale(displayPrecision)),
    unitScale: Float64Array.from(instruments, ({ tradeUnitsPrecision }) => gridScale(tradeUnitsPrecision)),
    marginRate: Float64Array.from(instruments, ({ marginRate }) => Math.max(marginRate, config.accountMarginRate)),
    quoteIsHome: Uint8Array.from(instruments, ({ quote }) => (quote === home ? 1 : 0)),
    baseIsHome: Uint8Array.from(instruments, ({ base }) => (base === home ? 1 : 0)),
    commission: commissionTerms(config.commission, world),
    depth: depthLevels(config.depth),
    balanceE4: 0,
    depositedE4: 0,
    realizedE4: 0,
    financingE4: 0,
    commissionE4: 0,
    alias: '',
    lastTransactionId: 0,
    batch: 0,
    batchTsMs: Number.NaN,
    marginCallTsMs: Number.NaN,
    trades: instruments.map(() => []),
    orders: instruments.map(() => []),
    log: [],
    fills: [],
    units: new Float64Array(count),
    bid: new Float64Array(count).fill(Number.NaN),
    ask: new Float64Array(count).fill(Number.NaN),
    homeRate: new Float64Array(count).fill(Number.NaN),
  }
}

/** Deposits (positive) or withdraws home currency and returns the reject reason or null. Only free margin can be withdrawn. */
export const transferFunds = (ex: Exchange, amount: number, tsMs: number): string | null => {
  const amountE4 = toE4(amount)
  beginBatch(ex, tsMs)
  const invalid = !Number.isSafeInteger(amountE4) || amountE4 === 0
  const reason = invalid ? 'AMOUNT_INVALID' : amount < 0 && !(-amount <= freeMargin(ex)) ? 'INSUFFICIENT_FUNDS' : null
  if (reason) {
    record(ex, tsMs, 'TRANSFER_FUNDS_REJECT', {
      amount: String(amount),
      fundingReason: 'CLIENT_FUNDING',
      rejectReason: reason,
    })
    return reason
  }
  fund(ex, amountE4, tsMs, 'CLIENT_FUNDING')
  return null
}

const fund = (ex: Exchange, amountE4: number, tsMs: number, fundingReason: string): void => {
  ex.balanceE4 += amountE4
  ex.depositedE4 += amountE4
  record(
    ex,
    tsMs,
    'TRANSFER_FUNDS',
    ex.config.keepLog
      ? { amount: moneyText(amountE4), fundingReason, accountBalance: moneyText(ex.balanceE4) }
      : NO_FIELDS,
  )
}

/**
 * Sets the alias or margin rate of the account and returns the reject reason or null. The larger of account and instrument rate
 * applies.
 */
export const configureAccount = (
  ex: Exchange,
  change: { readonly alias?: string; readonly marginRate?: number },
  tsMs: number,
): string | null => {
  const { alias, marginRate } = change
  beginBatch(ex, tsMs)
  const fields = {
    ...(alias === undefined ? {} : { alias }),
    ...(marginRate === undefined ? {} : { marginRate: String(marginRate) }),
  }
  const reason =
    alias === undefined && marginRate === undefined
      ? 'CLIENT_CONFIGURE_DATA_MISSING'
      : marginRate !== undefined && !(marginRate > 0 && marginRate <= 1)
        ? 'MARGIN_RATE_INVALID'
        : null
  if (reason) {
    record(ex, tsMs, 'CLIENT_CONFIGURE_REJECT', { ...fields, rejectReason: reason })
    return reason
  }
  if (alias !== undefined) ex.alias = alias
  if (marginRate !== undefined)
    for (const [k, instrument] of ex.instruments.entries())
      ex.marginRate[k] = Math.max(instrument.marginRate, marginRate)
  record(ex, tsMs, 'CLIENT_CONFIGURE', fields)
  return null
}

/**
 * Stops the run if the account does not add up: balance = deposits + realised + financing - commission, and for every instrument
 * net units = sum of trades.
 */
export const checkConservation = (ex: Exchange): void => {
  checkBalance(ex)
  for (let k = 0; k < ex.trades.length; k++) checkUnits(ex, k)
}

/** Checks the balance alone. */
export const checkBalance = (ex: Exchange): void => {
  const expectedE4 = ex.depositedE4 + ex.realizedE4 + ex.financingE4 - ex.commissionE4
  if (ex.balanceE4 !== expectedE4 || !Number.isSafeInteger(ex.balanceE4))
    throw new SepError(
      'conservation',
      `balance ${moneyText(ex.balanceE4)} is not deposits + realised + financing - commission = ${moneyText(expectedE4)},` +
        ' or too large to be exact',
    )
}

/** Checks one instrument alone. */
export const checkUnits = (ex: Exchange, k: number): void => {
  const trades = ex.trades[k]!
  let sum = 0
  for (let n = 0; n < trades.length; n++) sum = addUnits(ex, k, sum, trades[n]!.units)
  if (sum !== ex.units[k])
    throw new SepError(
      'conservation',
      `${ex.instruments[k]!.name}: trades sum to ${sum} units, the position is ${ex.units[k]}`,
    )
}

/** Sum of two sizes on the grid of units; exact even if units have decimals. */
export const addUnits = (ex: Exchange, k: number, a: number, b: number): number => {
  const scale = ex.unitScale[k]!
  return scale === 1 ? a + b : onGrid(a + b, scale)
}
