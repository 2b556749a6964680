/** Split brain in virtual time: the owner is paused, another process takes the account, and the first continues where it was. */
import { expect, test } from 'vitest'
import { describeFailure, NTHS, runMany, STOP_LABELS, takeOverRun } from './run-many.js'

test('an owner paused for 0.5 to 5 leases sends nothing once the account is not its own', async () => {
  const runs = [1, 2, 3].flatMap((seed) =>
    STOP_LABELS.flatMap((label) => NTHS.map((nth) => takeOverRun(label, nth, seed))),
  )
  const at = new Map(STOP_LABELS.map((label) => [label, 0]))
  const failures = await runMany(runs, ({ stops }, { takeOvers }) => {
    const label = stops?.[0]?.label
    if (label) at.set(label, at.get(label)! + takeOvers)
  })
  expect(failures.map(describeFailure)).toEqual([])
  expect([...at.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(50)
  // A label without a single takeover proves nothing.
  expect([...at].filter(([, n]) => n === 0)).toEqual([])
})
