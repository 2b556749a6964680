/** Dates (UTC) without new risk: thin markets and one-off events. */
import { z } from 'zod'
import { DAY_MS } from '../../lib/time-units.js'

const YEARLY = /^\d\d-\d\d$/
const date = z
  .union([
    z.iso.date(),
    z.iso.datetime(),
    z.string().refine((text) => YEARLY.test(text) && z.iso.date().safeParse(`2000-${text}`).success, {
      error: 'not a date: YYYY-MM-DD, YYYY-MM-DDTHH:MM:SSZ, or MM-DD for every year',
    }),
  ])
  .meta({ description: 'UTC: YYYY-MM-DD (midnight), YYYY-MM-DDTHH:MM:SSZ, or MM-DD for every year' })

/** One blackout, [from, to): it ends at the start of the day `to`. Without currencies it applies to all. */
export const blackoutRule = z
  .strictObject({
    from: date,
    to: date,
    currencies: z.array(z.string().regex(/^[A-Z]{3}$/)).optional(),
  })
  .refine(({ from, to }) => YEARLY.test(from) === YEARLY.test(to), {
    error: 'from and to must both have a year or both recur every year',
  })
  .refine(({ from, to }) => (YEARLY.test(from) ? from !== to : Date.parse(from) < Date.parse(to)), {
    error: 'to must be later than from (it is the first instant after the blackout)',
  })
export type BlackoutRule = z.output<typeof blackoutRule>

/** 24-26 December, 31 December and 1 January. */
export const DEFAULT_BLACKOUTS: readonly BlackoutRule[] = Object.freeze([
  { from: '12-24', to: '12-27' },
  { from: '12-31', to: '01-02' },
])

/** True if the rule names one of the currencies, or none at all. */
export const concerns = (rule: BlackoutRule, currencies: readonly string[]): boolean =>
  rule.currencies === undefined || rule.currencies.some((currency) => currencies.includes(currency))

/** True if tsMs is inside the blackout. */
export const isBlackout = (rule: BlackoutRule, tsMs: number): boolean => {
  if (!YEARLY.test(rule.from)) return tsMs >= Date.parse(rule.from) && tsMs < Date.parse(rule.to)
  const year = yearOf(tsMs)
  for (let y = year - 1; y <= year + 1; y++) if (tsMs >= inYear(rule.from, y) && tsMs < yearlyEnd(rule, y)) return true
  return false
}

/** The next instant after tsMs at which the blackout starts or ends; Infinity if it is past. */
export const blackoutEdge = (rule: BlackoutRule, tsMs: number): number => {
  let edge = Number.POSITIVE_INFINITY
  const take = (atMs: number) => {
    if (atMs > tsMs && atMs < edge) edge = atMs
  }
  if (YEARLY.test(rule.from)) {
    const year = yearOf(tsMs)
    for (let y = year - 1; y <= year + 2; y++) {
      take(inYear(rule.from, y))
      take(yearlyEnd(rule, y))
    }
  } else {
    take(Date.parse(rule.from))
    take(Date.parse(rule.to))
  }
  return edge
}

/** A yearly blackout whose `to` is not after its `from` ends in the next year. */
const yearlyEnd = ({ from, to }: BlackoutRule, year: number): number => inYear(to, to > from ? year : year + 1)

const inYear = (monthDay: string, year: number): number =>
  Date.UTC(year, Number(monthDay.slice(0, 2)) - 1, Number(monthDay.slice(3)))

/** The UTC year, possibly off by one within a day of new year: callers check the neighbouring years too. */
const yearOf = (tsMs: number): number => 1970 + Math.floor(tsMs / (365.2425 * DAY_MS))
