/** A part of the calibration with fixed seeds; `npm run verdict` runs all of it. */
import { expect, test } from 'vitest'
import { CALIBRATION, calibrationVerdict } from './calibration.js'

const MARKETS = 20

test.each(CALIBRATION.map((of) => [of.name, of] as const))('%s', (_name, of) => {
  let edges = 0
  for (let seed = 1; seed <= MARKETS; seed++) if (calibrationVerdict(of, seed) === 'edge') edges++
  expect(edges).toBeGreaterThanOrEqual((of.least * MARKETS) / 100)
  expect(edges).toBeLessThanOrEqual((of.most * MARKETS) / 100)
})
