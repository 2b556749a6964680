import { expect, test } from 'vitest'
import { GATE_STATES } from '../../../model/codes.js'
import { countVerdict, createGateMachine, endCooldown, endWarming } from '../../../operators/gates/gate-machine.js'
import { BETWEEN, FAIL, PASS } from '../../../operators/gates/gate-verdict.js'

const HOUR = 3_600_000
const VERDICTS = { P: PASS, F: FAIL, '.': BETWEEN } as const

/** One verdict per hour; the state after each, by its first letter. */
const run = (verdicts: string): string => {
  const gates = createGateMachine(Uint8Array.of(1))
  endWarming(gates, 0)
  return verdicts
    .split('')
    .map((letter, hour) => {
      endCooldown(gates, 0, hour * HOUR)
      countVerdict(gates, 0, VERDICTS[letter as keyof typeof VERDICTS], (hour + 2) * HOUR)
      return { warming: 'w', off: '-', on: 'O', cooldown: 'c' }[GATE_STATES[gates.state[0]!]!]
    })
    .join('')
}

test.each<[string, string, string]>([
  ['two passes open', 'PP', '-O'],
  ['anything in between resets it', 'P.PP', '---O'],
  ['two fails close', 'PPFF', '-OO-'],
  ['one fail does not', 'PPFPF.F', '-OOOOOO'],
  ['between in mid fail resets it', 'PPF.F.FF', '-OOOOOO-'],
  ['four fails cool for two hours, then fresh passes are needed', 'PPFFFFPPPP', '-OO--cc-OO'],
  ['between keeps misses from adding up', 'PPFFF.F', '-OO----'],
  ['never on: off, not cooling', 'FFFFFFFF', '--------'],
  ['off, was on: four fails in a row cool', 'PPFF.FFFF', '-OO-----c'],
])('%s', (_what, verdicts, states) => expect(run(verdicts)).toBe(states))

test('untraded instruments are off for good', () => {
  expect(Array.from(createGateMachine(Uint8Array.of(0, 1)).state)).toEqual([1, 0])
})
