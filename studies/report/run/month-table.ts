/** Change of NAV by month and year. */
import type { AccountDay } from '../days.js'
import type { Cell, TableBlock } from '../document/report-document.js'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A month's change: NAV at its last day / NAV before its first - 1. */
export const monthTable = (days: readonly AccountDay[]): TableBlock => {
  const years = [...new Set(days.map(({ date }) => date.slice(0, 4)))]
  return {
    kind: 'table',
    name: 'months',
    columns: [
      { name: 'year' },
      ...MONTHS.map((name) => ({ name })),
      {
        name: 'total',
        about: 'Change of NAV in percent of the NAV before the year, by trading days of New York. Not annualised.',
      },
    ],
    rows: years.map((year) => [
      year,
      ...MONTHS.map((_, m) => changeOf(days, `${year}-${String(m + 1).padStart(2, '0')}`)),
      changeOf(days, year),
    ]),
    empty: 'No trading day.',
  }
}

/** Of the days whose date starts with `prefix`; shaded by one step for each percent. */
const changeOf = (days: readonly AccountDay[], prefix: string): Cell => {
  const own = days.filter(({ date }) => date.startsWith(prefix))
  const [first, last] = [own[0], own.at(-1)]
  if (!first || !last) return ''
  const percent = (last.endNav / first.startNav - 1) * 100
  if (!Number.isFinite(percent)) return ''
  const about = `${prefix}: ${own.length} trading days`
  return { text: percent.toFixed(2), shade: Math.sign(percent) * Math.min(5, Math.ceil(Math.abs(percent))), about }
}
