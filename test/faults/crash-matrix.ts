/** The crash matrix as tests: every label at its first, second and a later hit, a hundred seeds each. */
import { describe, expect, test } from 'vitest'
import type { CrashLabel } from '../../lib/crash-points.js'
import { crashRun, describeFailure, NTHS, runMany } from './run-many.js'

const SEEDS = 100

export const crashMatrix = (labels: readonly CrashLabel[]): void =>
  describe.each(labels)('a process that dies at %s', (label) => {
    test('duplicates no order, loses no fill, forgets no exit', async () => {
      const runs = NTHS.flatMap((nth, i) =>
        Array.from({ length: SEEDS }, (_, seed) => crashRun(label, nth, 1 + i * SEEDS + seed)),
      )
      let died = 0
      const failures = await runMany(runs, (options, { crashed }) => {
        if (options.crashes?.[0]?.n === 1 && crashed === 1) died++
      })
      expect(failures.map(describeFailure)).toEqual([])
      // A run that never reaches the label proves nothing.
      expect(died).toBeGreaterThan(0.5 * SEEDS)
    })
  })
