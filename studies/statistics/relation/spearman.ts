import { pearson } from './pearson.js'
import { ranks } from './ranks.js'

/** Correlation of the ranks of two samples of equal length, equal values at their mean rank (Spearman 1904). */
export const spearman = (x: ArrayLike<number>, y: ArrayLike<number>): number => pearson(ranks(x), ranks(y))
