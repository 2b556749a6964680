/** Units on the instrument's grid. */

/** Rounds toward zero to the grid of 1 / scale units; a value that misses the grid only by its last bits counts as on it. NaN stays NaN. */
export const floorUnits = (units: number, scale: number): number => {
  const steps = Math.abs(units) * scale
  const whole = Math.floor(steps + steps * 1e-12) / scale
  return units < 0 ? -whole : whole
}
