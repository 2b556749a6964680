/** The numbers behind the synthetic market: statistics of real one-minute and hourly candles. */

interface PairNumbers {
  readonly name: string
  /** Decimals of a price. */
  readonly digits: number
}
export interface DrawnPair extends PairNumbers {
  /** First mid price: about the level of January 2024. */
  readonly start: number
  /**
   * Standard deviation of one-minute returns over the whole week, bp: annualised volatility of hourly candles from 2015 / sqrt(374,400
   * minutes).
   */
  readonly stdBp: number
  /** Root mean square of hourly returns by New York hour of the open, the week's being 1; same candles. */
  readonly hourProfile: readonly number[]
  /** The same by trading day, Monday to Friday. */
  readonly weekdayProfile: readonly number[]
  /** Median size of the gap over the weekend, bp; same candles, for NZD_USD (whose source shows none) that of AUD_USD. */
  readonly weekendGapMedianBp: number
  /**
   * Minutes of the open market without a tick: the one-minute source of the pair; USD_CAD (none) and AUD_USD (30 hours without one)
   * assumed.
   */
  readonly missingShare: number
  /** Retail spread: EUR_USD and NZD_USD measured at OANDA in May 2014, others assumed at that level. */
  readonly spreadMedianPips: number
  /** Mean ticks of a minute: EUR_USD and NZD_USD at OANDA in May 2014, others assumed. */
  readonly ticksPerMinute: number
}
/** A pair that is the product of two drawn ones, by arbitrage: within 1 % of the hourly variance in the sample. */
export interface CrossPair extends PairNumbers {
  /** The price is the product of theirs. */
  readonly legs: readonly [string, string]
  readonly missingShare: number
  readonly spreadMedianPips: number
  readonly ticksPerMinute: number
}

interface Calibration {
  readonly drawn: readonly DrawnPair[]
  readonly crosses: readonly CrossPair[]
  /** Correlation of hourly returns 2015 to 2018, in the order of `drawn`. */
  readonly correlation: readonly (readonly number[])[]
  /** Mean spread of EUR_USD by New York hour, pips (OANDA, May 2014); scaled by the medians for all pairs. */
  readonly spreadByHourPips: readonly number[]
  readonly spreadMedianPips: number
}

/** Order of `drawn` is that of the factors: new pairs go to the end, so that those before keep their prices. */
export const CALIBRATION: Calibration = Object.freeze<Calibration>({
  drawn: [
    {
      name: 'EUR_USD',
      digits: 5,
      start: 1.104,
      stdBp: 1.4856,
      hourProfile: [
        0.462, 0.696, 1.055, 1.447, 1.147, 0.906, 0.966, 1.077, 1.815, 1.445, 1.522, 1.077, 0.947, 0.968, 1.135, 0.806,
        0.534, 0.445, 0.554, 0.55, 0.71, 0.699, 0.859, 0.485,
      ],
      weekdayProfile: [0.856, 0.912, 1.008, 1.102, 1.126],
      weekendGapMedianBp: 8.32,
      missingShare: 0.0017,
      spreadMedianPips: 1.1,
      ticksPerMinute: 37,
    },
    {
      name: 'USD_JPY',
      digits: 3,
      start: 141.0,
      stdBp: 1.3418,
      hourProfile: [
        0.865, 0.817, 0.962, 1.132, 0.904, 0.792, 0.809, 0.876, 1.418, 1.335, 1.413, 1.074, 0.908, 0.903, 1.067, 0.803,
        0.61, 0.752, 0.78, 0.94, 1.12, 1.144, 1.135, 0.877,
      ],
      weekdayProfile: [0.872, 0.936, 1.041, 1.027, 1.124],
      weekendGapMedianBp: 6.68,
      missingShare: 0.0012,
      spreadMedianPips: 1.3,
      ticksPerMinute: 33,
    },
    {
      name: 'GBP_USD',
      digits: 5,
      start: 1.273,
      stdBp: 1.5608,
      hourProfile: [
        0.465, 0.725, 1.006, 1.285, 1.353, 1.117, 1.149, 1.197, 1.312, 1.292, 1.502, 1.176, 0.976, 0.832, 0.967, 0.642,
        0.567, 0.859, 0.616, 0.796, 0.641, 0.671, 1.241, 0.449,
      ],
      weekdayProfile: [0.856, 0.945, 0.966, 1.071, 1.169],
      weekendGapMedianBp: 7.23,
      missingShare: 0.004,
      spreadMedianPips: 1.8,
      ticksPerMinute: 33,
    },
    {
      name: 'USD_CAD',
      digits: 5,
      start: 1.325,
      stdBp: 1.2976,
      hourProfile: [
        0.464, 0.556, 0.849, 1.059, 0.915, 0.832, 0.835, 0.947, 1.731, 1.449, 1.949, 1.348, 1.019, 0.969, 1.229, 0.873,
        0.81, 0.482, 0.598, 0.602, 0.717, 0.759, 0.671, 0.476,
      ],
      weekdayProfile: [0.854, 0.952, 1.106, 0.989, 1.1],
      weekendGapMedianBp: 5.79,
      missingShare: 0.004,
      spreadMedianPips: 1.8,
      ticksPerMinute: 33,
    },
    {
      name: 'NZD_USD',
      digits: 5,
      start: 0.632,
      stdBp: 1.85,
      hourProfile: [
        0.724, 0.736, 0.999, 1.17, 0.96, 0.834, 0.784, 0.841, 1.469, 1.199, 1.336, 1.024, 0.818, 0.808, 1.119, 0.963,
        0.888, 1.256, 0.923, 0.889, 1.004, 1.076, 1.033, 0.756,
      ],
      weekdayProfile: [0.815, 0.971, 1.155, 0.993, 1.052],
      weekendGapMedianBp: 8.15,
      missingShare: 0.0188,
      spreadMedianPips: 2.3,
      ticksPerMinute: 29,
    },
    {
      name: 'AUD_USD',
      digits: 5,
      start: 0.681,
      stdBp: 1.734,
      hourProfile: [
        0.836, 0.793, 1.121, 1.199, 1.009, 0.846, 0.806, 0.854, 1.339, 1.208, 1.426, 1.129, 0.86, 0.776, 1.089, 0.779,
        0.655, 0.658, 0.772, 0.981, 1.071, 1.343, 1.081, 0.712,
      ],
      weekdayProfile: [0.848, 0.993, 1.023, 1.089, 1.042],
      weekendGapMedianBp: 8.15,
      missingShare: 0.001,
      spreadMedianPips: 1.4,
      ticksPerMinute: 33,
    },
    {
      name: 'USD_CHF',
      digits: 5,
      start: 0.841,
      stdBp: 1.2895,
      hourProfile: [
        0.467, 0.588, 0.996, 1.367, 1.195, 1.076, 1.019, 1.022, 1.632, 1.38, 1.671, 1.235, 0.998, 0.956, 1.152, 0.795,
        0.637, 0.514, 0.553, 0.521, 0.743, 0.699, 0.66, 0.512,
      ],
      weekdayProfile: [0.901, 0.942, 1.025, 1.06, 1.087],
      weekendGapMedianBp: 7.09,
      missingShare: 0.0103,
      spreadMedianPips: 1.7,
      ticksPerMinute: 33,
    },
  ],
  crosses: [
    // No one-minute source: spread, ticks and missing minutes are assumed.
    {
      name: 'EUR_JPY',
      digits: 3,
      legs: ['EUR_USD', 'USD_JPY'],
      missingShare: 0.004,
      spreadMedianPips: 2,
      ticksPerMinute: 40,
    },
  ],
  correlation: [
    [1.0, -0.377, 0.513, -0.37, 0.454, 0.444, -0.765],
    [-0.377, 1.0, -0.092, 0.111, -0.256, -0.167, 0.457],
    [0.513, -0.092, 1.0, -0.359, 0.39, 0.42, -0.394],
    [-0.37, 0.111, -0.359, 1.0, -0.524, -0.6, 0.304],
    [0.454, -0.256, 0.39, -0.524, 1.0, 0.738, -0.379],
    [0.444, -0.167, 0.42, -0.6, 0.738, 1.0, -0.347],
    [-0.765, 0.457, -0.394, 0.304, -0.379, -0.347, 1.0],
  ],
  spreadByHourPips: [
    1.14, 1.14, 1.11, 1.07, 1.05, 1.05, 1.05, 1.08, 1.16, 1.05, 1.04, 1.02, 1.06, 1.07, 1.07, 1.06, 1.23, 2.12, 1.58,
    1.29, 1.19, 1.16, 1.13, 1.15,
  ],
  spreadMedianPips: 1.1,
})
