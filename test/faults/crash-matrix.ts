/** The matrix as tests: every label, the first, the second and some later time, a hundred seeds each. */
import { describe, expect, test } from 'vitest'
import type { CrashLabel } from '../../lib/crash-points.js'
import { crashRun, describeFailure, NTHS, runMany } from './run-many.js'

const SEEDS = 100

export const crashMatrix = (labels: readonly CrashLabel[]): void =>
  describe.each(labels)('a process that dies at %s', (label) => {
    test('doubles no order, loses no fill, forgets no exit', async () => {
      const runs = NTHS.flatMap((nth, i) =>
        Array.from({ length: SEEDS }, (_, seed) => crashRun(label, nth, 1 + i * SEEDS + seed)),
      )
      let died = 0
      const failures = await runMany(runs, (options, { crashed }) => {
        if (options.crashes?.[0]?.n === 1 && crashed === 1) died++
      })
      expect(failures.map(describeFailure)).toEqual([])
      // Where the label is not reached the run proves nothing.
      expect(died).toBeGreaterThan(0.5 * SEEDS)
    })
  })
