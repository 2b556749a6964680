/** 99 % quantile of a normal day of 1,440 minutes, in standard deviations of a minute. */
const DAY_QUANTILE = 2.326 * Math.sqrt(1440)

/** The part of a notional whose one-day value at risk is within `most`; `sigma` is that of a minute. */
export const varScaleOf = (notional: number, sigma: number, most: number): number =>
  Math.min(1, most / (DAY_QUANTILE * notional * sigma))
