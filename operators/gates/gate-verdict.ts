/** Verdict on a summary against its floors, with an undecided band on both sides. */

export const FAIL = -1
export const BETWEEN = 0
export const PASS = 1
export type GateVerdict = typeof FAIL | typeof BETWEEN | typeof PASS

/** Scales that keep the band of a floor near 0 open: its width is the buffer times these. */
const PNL_UNIT_BPS = 10
const CALMAR_UNIT = 0.15

/**
 * PASS: enough trades, and both pnl and calmar at least a band above their floors. FAIL: too few trades, or either more than a
 * band below.
 */
export const compareToFloors = (
  buffer: number,
  trades: number,
  minTrades: number,
  pnlBps: number,
  pnlMinBps: number,
  calmar: number,
  calmarMin: number,
): GateVerdict => {
  const pnlBand = buffer * Math.max(Math.abs(pnlMinBps), PNL_UNIT_BPS)
  const calmarBand = buffer * Math.max(Math.abs(calmarMin), CALMAR_UNIT)
  if (trades >= minTrades && pnlBps >= pnlMinBps + pnlBand && calmar >= calmarMin + calmarBand) return PASS
  return trades < minTrades || pnlBps < pnlMinBps - pnlBand || calmar < calmarMin - calmarBand ? FAIL : BETWEEN
}
