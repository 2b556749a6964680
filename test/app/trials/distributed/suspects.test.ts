import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planAttempt, POISON_AT } from '../../../../app/trials/distributed/suspects.js'

test.each([
  // trials, running at the end of the worker before, ends before | groups, poison
  [[1, 2, 3], [], {}, [[1, 2, 3]], []],
  [[1, 2, 3], [1, 2, 3], {}, [[1], [2], [3]], []],
  [[1, 2, 3], [2], {}, [[1, 3], [2]], []],
  [[1, 2, 3], [2], { 1: 1, 2: 1, 3: 1 }, [[1], [3], [2]], []],
  [[1, 2, 3], [2], { 1: 1, 2: 2, 3: 1 }, [[1], [3]], [2]],
  [[1], [1], { 1: 2 }, [], [1]],
] as const)('trials %j, ended at %j after %j', (trials, running, ended, groups, poison) => {
  const plan = planAttempt(trials, { running, ended })
  expect([plan.groups, plan.poison]).toEqual([groups, poison])
})

test('whichever trials end workers, all others are computed and exactly these are poison after a bounded number of ends', () =>
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(30), { minLength: 1 }), fc.func(fc.boolean()), (trials, isDeadly) => {
      const done = new Set<number>()
      let attempts = { running: [] as readonly number[], ended: {} as Readonly<Record<string, number>> }
      for (let workers = 1; ; workers++) {
        expect(workers).toBeLessThanOrEqual(1 + POISON_AT * trials.length)
        const { groups, poison, ended } = planAttempt(trials, attempts)
        const fatal = groups.find((group) => {
          const left = group.filter((trial) => !done.has(trial))
          const at = left.findIndex((trial) => isDeadly(trial))
          for (const trial of at < 0 ? left : left.slice(0, at)) done.add(trial)
          return at >= 0
        })
        if (fatal) {
          attempts = { running: fatal.filter((trial) => !done.has(trial)), ended }
          continue
        }
        expect(new Set(poison)).toEqual(new Set(trials.filter((trial) => isDeadly(trial))))
        expect(done.size).toBe(trials.length - poison.length)
        return
      }
    }),
  ))
