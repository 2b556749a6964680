/** Specifications of instruments without a broker, and the pairs that convert profits to the home currency. */
import { z } from 'zod'
import { SepError } from '../model/error-codes.js'
import type { Instrument } from '../model/world.js'
import { packagedJson } from './packaged-json.js'

const NAME = /^[A-Z]{3}_[A-Z]{3}$/
/** Decimals are text in the broker's documents and numbers in files written by hand: both are read. */
const decimal = (least: number, most: number) => z.coerce.number().min(least).max(most)
const instrumentsFile = z.object({
  instruments: z.array(
    // Not strict: the broker's own list, `{"instruments": [...]}`, can be read as it is.
    z.object({
      name: z.string().regex(NAME, 'not an instrument name like EUR_USD'),
      pipLocation: z.int().min(-8).max(2),
      displayPrecision: z.int().min(0).max(10),
      tradeUnitsPrecision: z.int().min(0).max(8),
      minimumTradeSize: decimal(0, 1e9),
      maximumOrderUnits: decimal(1, 1e12),
      maximumPositionSize: decimal(0, 1e12),
      minimumTrailingStopDistance: decimal(0, 1e6),
      maximumTrailingStopDistance: decimal(0, 1e6),
      marginRate: decimal(0.0001, 1),
      // Home currency per units traded and leg.
      commission: z
        .object({ commission: decimal(0, 1e6), unitsTraded: decimal(0, 1e12), minimumCommission: decimal(0, 1e6) })
        .optional(),
    }),
  ),
})

type Entry = z.output<typeof instrumentsFile>['instruments'][number]

/** Quoted with three decimals and a pip of 0.01, like the yen. */
const YEN_LIKE = ['JPY', 'HUF', 'THB', 'INR']
/** Margin rate of pairs that are not in the packaged list: the highest of the majors, a safe assumption. */
const OTHER_MARGIN_RATE = 0.05

/**
 * Specifications of the named instruments, in the order of the names. Without a file: OANDA US for the eight majors, and
 * for every other pair yen-like or five-decimal prices with a margin rate of 0.05 (assumed). A file must hold them all.
 */
export const loadInstruments = (names: readonly string[], file?: string): Instrument[] => {
  const { instruments } = packagedJson('instruments.json', instrumentsFile, file)
  const known = new Map(instruments.map((instrument) => [instrument.name, instrument]))
  const wrong = names.filter((name) => !NAME.test(name))
  if (wrong.length > 0) throw new SepError('bad-argument', `${wrong.join(', ')}: not an instrument name like EUR_USD`)
  const missing = names.filter((name) => !known.has(name))
  if (file !== undefined && missing.length > 0)
    throw new SepError('missing-data', `${file}: no specification of ${missing.join(', ')}`)
  return names.map((name) => {
    const [base, quote] = currenciesOf(name)
    const own = known.get(name)
    return own ? specificationOf(own) : Object.freeze({ base, quote, ...assumed(name) })
  })
}

/** Those of the named instruments whose specification `loadInstruments` assumes, because no file holds it. */
export const assumedInstruments = (names: readonly string[]): string[] => {
  const { instruments } = packagedJson('instruments.json', instrumentsFile)
  return names.filter((name) => !instruments.some((instrument) => instrument.name === name))
}

/**
 * Held pairs that convert the quote currency of each traded pair to home, QUOTE_HOME first, else HOME_QUOTE; a traded
 * pair may convert itself. What is not held is an error that names it.
 */
export const conversionPairs = (traded: readonly string[], held: readonly string[], home: string): string[] => {
  const needed = new Set<string>()
  const missing: string[] = []
  for (const pair of traded) {
    const [, quote] = currenciesOf(pair)
    if (quote === home) continue
    const found = [`${quote}_${home}`, `${home}_${quote}`].find((name) => held.includes(name))
    if (found) needed.add(found)
    else missing.push(`${pair} with home ${home} needs ${usualName(quote, home)}`)
  }
  if (missing.length > 0)
    throw new SepError('missing-data', `${missing.join('; ')}: add its candles to the data, they are not traded`)
  return [...needed].sort()
}

/** The market's order of currencies: the earlier of two is the base. */
const ORDER = ['EUR', 'GBP', 'AUD', 'NZD', 'USD', 'CAD', 'CHF']
const usualName = (a: string, b: string): string => {
  const rank = (currency: string) => (ORDER.indexOf(currency) + ORDER.length + 1) % (ORDER.length + 1)
  return rank(a) < rank(b) ? `${a}_${b}` : `${b}_${a}`
}

/** Reads the broker's own list, skipping what is not a currency pair; an impossible specification is `bad-data`. */
export const parseInstruments = (list: readonly unknown[], where: string): Instrument[] => {
  const pairs = list.filter((value) => NAME.test(String((value as { readonly name?: unknown }).name)))
  const parsed = instrumentsFile.safeParse({ instruments: pairs })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new SepError('bad-data', `${where}: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  return parsed.data.instruments.map(specificationOf)
}

/** A commission of nothing is none: then the setting decides. */
const specificationOf = ({ commission: own, ...rest }: Entry): Instrument => {
  const [base, quote] = currenciesOf(rest.name)
  const perUnit = own && own.unitsTraded > 0 ? own.commission / own.unitsTraded : 0
  const minimum = own?.minimumCommission ?? 0
  return Object.freeze({
    base,
    quote,
    ...rest,
    ...(perUnit > 0 || minimum > 0 ? { commission: { perUnit, minimum } } : {}),
  })
}

const currenciesOf = (name: string): [string, string] => [name.slice(0, 3), name.slice(4)]

const assumed = (name: string): Omit<Instrument, 'base' | 'quote'> => {
  const yenLike = YEN_LIKE.includes(name.slice(4))
  return {
    name,
    pipLocation: yenLike ? -2 : -4,
    displayPrecision: yenLike ? 3 : 5,
    tradeUnitsPrecision: 0,
    minimumTradeSize: 1,
    maximumOrderUnits: 100_000_000,
    maximumPositionSize: 0,
    minimumTrailingStopDistance: yenLike ? 0.05 : 0.0005,
    maximumTrailingStopDistance: yenLike ? 100 : 1,
    marginRate: OTHER_MARGIN_RATE,
  }
}
