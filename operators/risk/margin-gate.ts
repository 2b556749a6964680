/** Margin used, with hysteresis: too much blocks every increase until there is clearly less. */

export interface MarginGate {
  blocked: boolean
}
export const createMarginGate = (): MarginGate => ({ blocked: false })

/** The gate trims increases to `high`, so only price moves can carry the share this much further. */
const BLOCK_ABOVE_HIGH = 0.02

/**
 * Updates the gate with the broker's margin of open positions and returns true if increases are blocked. An unknown share blocks
 * this slice only.
 */
export const marginGateBlocks = (
  state: MarginGate,
  used: number,
  available: number,
  high: number,
  low: number,
): boolean => {
  const share = used / (used + available)
  if (share >= high + BLOCK_ABOVE_HIGH) state.blocked = true
  else if (share < low) state.blocked = false
  return state.blocked || !(share >= 0)
}
