/** A checker that has never seen a bug proves nothing. */
import { expect, test } from 'vitest'
import { PLANTED_BUGS } from './planted-bugs.js'
import { simulate } from './simulate.js'

const SEEDS = 100

test('there are enough of them', () => expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(10))

test.each(PLANTED_BUGS)('caught: $name', async ({ options, seenBy }) => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations } = await simulate({ seed, ...options })
    if (violations.some((violation) => seenBy.test(violation))) return
  }
  expect.fail(`no checker saw it in ${SEEDS} runs`)
})
