import type { Moments } from '../sample/moments.js'

/** Mean / sample standard deviation, per period, against 0. NaN without variance. */
export const sharpe = ({ mean, sd }: Pick<Moments, 'mean' | 'sd'>): number => (sd > 0 ? mean / sd : Number.NaN)
