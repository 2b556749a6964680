/** Split brain, in virtual time: the owner stands still, another takes the account, and the first one goes on where it was. */
import { expect, test } from 'vitest'
import { describeFailure, NTHS, runMany, STOP_LABELS, takeOverRun } from './run-many.js'

test('an owner that stood still for half a lease to five of them sends nothing that is not its own', async () => {
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
  // A label where nobody ever took over proves nothing.
  expect([...at].filter(([, n]) => n === 0)).toEqual([])
})
