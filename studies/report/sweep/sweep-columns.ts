/** Columns and cells that the tables of a sweep share: N, effective N and look stand next to every Sharpe ratio. */
import { DAYS_A_YEAR } from '../days.js'
import type { Cell, Column } from '../document/report-document.js'
import { formatCount } from '../format.js'
import type { SearchVerdict } from './search-verdict.js'

const SCALE = `annualised x sqrt(${DAYS_A_YEAR})`
export const TRADES: Column = {
  name: 'trades',
  about: 'Closed trades, over all instruments: the n of the means a trade.',
}
export const MEAN: Column = {
  name: 'net bps a trade',
  about: 'Mean result after all costs, bps of entry notional. Not annualised.',
}
export const SHARPE: Column = {
  name: 'Sharpe',
  about: `Mean / sample standard deviation of the daily results of all instruments together, ${SCALE}.`,
}
export const SEARCHED: readonly Column[] = [
  {
    name: 'N',
    about: 'Distinct configurations of the family ever tried on an overlapping market, this sweep included.',
  },
  {
    name: 'eff. N',
    about:
      'Effective number of independent configurations of this sweep: exp of the entropy of the eigenvalues of their correlations.',
  },
  {
    name: 'looks',
    about: 'How many sweeps of the family have been looked at on an overlapping market, this one included.',
  },
]

export const annual = (sharpeDaily: number | null): string =>
  sharpeDaily === null ? '' : (sharpeDaily * Math.sqrt(DAYS_A_YEAR)).toFixed(2)

export const searched = ({ n, effectiveN, look }: SearchVerdict): readonly Cell[] => [
  formatCount(n),
  effectiveN === null ? '' : effectiveN.toFixed(1),
  look,
]

export const windowText = ({ from, to }: { readonly from: string; readonly to: string }): string =>
  `${from.replace('T', ' ').replace('Z', '')} to ${to.replace('T', ' ').replace('Z', '')}`
