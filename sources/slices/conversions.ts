import type { World } from '../../model/world.js'

/**
 * For each instrument the one whose mid converts its quote currency to home, straight or inverted; -1 = the quote currency is home,
 * -2 = nothing converts it.
 */
export interface Conversions {
  readonly by: Int32Array
  readonly inverted: Uint8Array
}

export const conversions = (world: World): Conversions => {
  const index = new Map(world.instruments.map(({ name }, k) => [name, k]))
  const by = new Int32Array(world.instruments.length).fill(-1)
  const inverted = new Uint8Array(world.instruments.length)
  for (const [k, { quote }] of world.instruments.entries()) {
    if (quote === world.home) continue
    const straight = index.get(`${quote}_${world.home}`)
    const turned = index.get(`${world.home}_${quote}`)
    by[k] = straight ?? turned ?? -2
    inverted[k] = straight === undefined ? 1 : 0
  }
  return { by, inverted }
}
