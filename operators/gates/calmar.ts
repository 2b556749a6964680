/** Calmar ratio as the gates define it: result by drawdown, at most 10 of either sign; without a drawdown 10 for a gain, else 0. */
const CALMAR_MOST = 10

export const calmarOf = (pnlBps: number, drawdown: number): number => {
  if (drawdown === 0) return pnlBps > 0 ? CALMAR_MOST : 0
  return Math.max(-CALMAR_MOST, Math.min(CALMAR_MOST, pnlBps / drawdown))
}
