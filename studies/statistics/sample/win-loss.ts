interface WinLoss {
  /** Share of returns above 0. */
  readonly winRate: number
  /** Sum of gains / sum of losses; NaN without a loss. */
  readonly profitFactor: number
  /** Mean / square root of the mean over all n of min(r, 0)^2 (Sortino and Price 1994, target 0); NaN without a loss. */
  readonly sortino: number
}

/** Gains against losses, per period. */
export const winLoss = (returns: ArrayLike<number>): WinLoss => {
  const n = returns.length
  let [wins, gains, losses, squares] = [0, 0, 0, 0]
  for (let i = 0; i < n; i++) {
    const value = returns[i]!
    if (value > 0) {
      wins++
      gains += value
    } else {
      losses -= value
      squares += value * value
    }
  }
  const none = losses === 0
  return {
    winRate: wins / n,
    profitFactor: none ? Number.NaN : gains / losses,
    sortino: none ? Number.NaN : (gains - losses) / n / Math.sqrt(squares / n),
  }
}
