/** Margin used with hysteresis: too much blocks every increase until there is clearly less. */

export interface MarginGate {
  blocked: boolean
}
export const createMarginGate = (): MarginGate => ({ blocked: false })

/** The gate trims up to `high`; only prices can carry the share this much further. */
const BLOCK_ABOVE_HIGH = 0.02

/** Takes the account's margin (positions, as the broker has it); true = increases are blocked. An unknown share closes this slice only. */
export const marginGateCloses = (
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
