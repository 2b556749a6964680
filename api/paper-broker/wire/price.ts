/** Instruments and prices as v20 shows them. */
import { formatTime } from '../../../oanda/wire/time.js'
import type { FinancingRate } from '../../../operators/exchange/types.js'
import type { Instrument } from '../../../model/world.js'
import { bookLevels } from '../../../operators/exchange/terms/book-levels.js'
import { gridScale } from '../../../operators/grid.js'
import type { QuoteBoard } from '../market/quote-board.js'

const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']

/** `marginRate` is the account's own if that is larger. */
export const wireInstrument = (
  instrument: Instrument,
  marginRate: number,
  financing: FinancingRate | undefined,
  commission: object | null,
): object => {
  const { displayPrecision } = instrument
  return {
    name: instrument.name,
    type: 'CURRENCY',
    displayName: instrument.name.replace('_', '/'),
    pipLocation: instrument.pipLocation,
    displayPrecision,
    tradeUnitsPrecision: instrument.tradeUnitsPrecision,
    minimumTradeSize: String(instrument.minimumTradeSize),
    maximumTrailingStopDistance: instrument.maximumTrailingStopDistance.toFixed(displayPrecision),
    minimumTrailingStopDistance: instrument.minimumTrailingStopDistance.toFixed(displayPrecision),
    maximumPositionSize: String(instrument.maximumPositionSize),
    maximumOrderUnits: String(instrument.maximumOrderUnits),
    marginRate: String(marginRate),
    guaranteedStopLossOrderMode: 'DISABLED',
    ...(commission ? { commission } : {}),
    tags: [
      { type: 'ASSET_CLASS', name: 'CURRENCY' },
      { type: 'BRAIN_ASSET_CLASS', name: 'FX' },
    ],
    financing: {
      longRate: String(financing?.longRate ?? 0),
      shortRate: String(financing?.shortRate ?? 0),
      financingDaysOfWeek: DAYS.map((dayOfWeek, n) => ({ dayOfWeek, daysCharged: financing?.daysCharged[n] ?? 0 })),
    },
  }
}

/** A price as the stream sends it. */
export const wirePrice = (board: QuoteBoard, k: number): object => {
  const { name, displayPrecision } = board.world.instruments[k]!
  const side = (best: number, isAsk: boolean) =>
    bookLevels(best, isAsk, board.depth, gridScale(displayPrecision)).map(({ price, units }) => ({
      price: price.toFixed(displayPrecision),
      liquidity: units,
    }))
  const bids = side(board.bid[k]!, false)
  const asks = side(board.ask[k]!, true)
  const tradeable = board.tradeable[k] === 1
  return {
    type: 'PRICE',
    time: formatTime(board.tsMs[k]!),
    bids,
    asks,
    closeoutBid: bids.at(-1)?.price,
    closeoutAsk: asks.at(-1)?.price,
    status: tradeable ? 'tradeable' : 'non-tradeable',
    tradeable,
    instrument: name,
  }
}

/** A price as the pricing request returns it: with factors that convert the quote currency, and tradeable units. */
export const wireClientPrice = (board: QuoteBoard, k: number, available: (k: number) => object | null): object => {
  const { quote } = board.world.instruments[k]!
  const { accountGain, accountLoss } = plainFactors(board, quote)
  const unitsAvailable = available(k)
  return {
    ...wirePrice(board, k),
    quoteHomeConversionFactors: { positiveUnits: accountGain, negativeUnits: accountLoss },
    ...(unitsAvailable ? { unitsAvailable } : {}),
  }
}

/** One entry per currency of the instruments; `fee` is the conversion fee, a fraction. */
export const wireHomeConversions = (board: QuoteBoard, ks: readonly number[], fee: number): object[] => {
  const currencies = new Set(ks.flatMap((k) => [board.world.instruments[k]!.base, board.world.instruments[k]!.quote]))
  return [...currencies].flatMap((currency) => {
    const rate = board.rateToHome(currency)
    if (Number.isNaN(rate)) return []
    const cost = currency === board.world.home ? 0 : fee
    return {
      currency,
      accountGain: factorText(rate * (1 - cost)),
      accountLoss: factorText(rate * (1 + cost)),
      positionValue: factorText(rate),
    }
  })
}

/** Without fee: gains convert at the worse side of the market, losses at the other. */
const plainFactors = (board: QuoteBoard, currency: string): { accountGain: string; accountLoss: string } => {
  const { home, instruments } = board.world
  const find = (name: string) => instruments.findIndex((one) => one.name === name)
  const direct = find(`${currency}_${home}`)
  const inverse = find(`${home}_${currency}`)
  if (currency === home) return { accountGain: '1', accountLoss: '1' }
  if (direct >= 0) return { accountGain: factorText(board.bid[direct]!), accountLoss: factorText(board.ask[direct]!) }
  return { accountGain: factorText(1 / board.ask[inverse]!), accountLoss: factorText(1 / board.bid[inverse]!) }
}

/** Conversion factors have up to ten significant digits. */
export const factorText = (factor: number): string =>
  Number.isFinite(factor) ? String(Number(factor.toPrecision(10))) : '1'
