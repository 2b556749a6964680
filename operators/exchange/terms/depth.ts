/** Depth of the market: sizes beyond the best price, and the price of an order that takes them. */
import { z } from 'zod'

const level = z.strictObject({ units: z.number().positive().max(1e12), ticks: z.number().min(0).max(10_000) })
const levels = z
  .array(level)
  .min(1)
  .max(100)
  .refine((all) => all.every(({ ticks }, n) => n === 0 || ticks >= all[n - 1]!.ticks), {
    error: 'the ticks of later levels may not be smaller',
  })
export const depthSetting = z.union([z.enum(['ladder', 'off']), levels], {
  error: 'ladder, off, or JSON [{"units": 250000, "ticks": 0}, ..]: ticks beyond the best price, best level first',
})
export type DepthSetting = z.output<typeof depthSetting>
export type DepthLevels = z.output<typeof levels>

/** As seen at the broker in majors: one tick apart. */
const LADDER: DepthLevels = Object.freeze(
  [250_000, 250_000, 1_000_000, 1_000_000, 3_000_000, 7_000_000, 7_000_000].map((units, ticks) =>
    Object.freeze({ units, ticks }),
  ),
) as DepthLevels

/** Null: the best price is good for any size. */
export const depthLevels = (setting: DepthSetting): DepthLevels | null =>
  setting === 'off' ? null : setting === 'ladder' ? LADDER : setting

/** Units offered by all levels. */
export const depthUnits = (all: DepthLevels | null): number => {
  if (all === null) return Number.POSITIVE_INFINITY
  let sum = 0
  for (let n = 0; n < all.length; n++) sum += all[n]!.units
  return sum
}

/** Mean ticks beyond the best price, weighted by the units taken; what the ladder lacks is taken at its last level. */
export const meanTicks = (all: DepthLevels, size: number): number => {
  let left = size
  let sum = 0
  for (const { units, ticks } of all) {
    const taken = left < units ? left : units
    sum += taken * ticks
    left -= taken
    if (left <= 0) return sum / size
  }
  return (sum + left * all[all.length - 1]!.ticks) / size
}

/** Ticks of the worst level taken. */
export const worstTicks = (all: DepthLevels, size: number): number => {
  let left = size
  for (const { units, ticks } of all) {
    left -= units
    if (left <= 0) return ticks
  }
  return all[all.length - 1]!.ticks
}
