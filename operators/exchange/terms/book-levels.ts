/** The price levels of one side of the market, as transactions and prices show them. */
import { onGrid } from '../../grid.js'
import type { DepthLevels } from './depth.js'

export interface BookLevel {
  readonly price: number
  readonly units: number
}

/** Shown at the best price of a market without depth: more than anyone here trades. */
const ENDLESS = 10_000_000

/** Best first. A level below the smallest price does not exist. */
export const bookLevels = (best: number, isAsk: boolean, levels: DepthLevels | null, scale: number): BookLevel[] =>
  (levels ?? [{ units: ENDLESS, ticks: 0 }])
    .map(({ units, ticks }) => ({ units, price: onGrid(best + (isAsk ? ticks : -ticks) / scale, scale) }))
    .filter(({ price }) => price > 0)
