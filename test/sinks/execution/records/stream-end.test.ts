/** Only what the disk has confirmed can be lost: an end before it is an error. */
import { expect, test } from 'vitest'
import { streamEnd } from '../../../../sinks/execution/records/stream-end.js'

/**
 * `5`: answered; `(`: a wait for the disk begins; `)` and `!`: the oldest wait ends, confirmed or not;
 * `?`: the look begins here, otherwise at the end.
 */
const STEPS: readonly (readonly [steps: string, found: string | null, lost: boolean])[] = [
  ['', null, false],
  ['5', null, false],
  ['5 ( )', '5-0', false],
  ['5 ( )', '9-0', false],
  ['5 ( )', '4-0', true],
  ['5 ( )', null, true],
  ['5 ( !', null, false],
  ['5 ( 6 )', '5-0', false],
  ['5 ( 6 )', '4-0', true],
  ['5 ( 6 ) ( )', '5-0', true],
  // A wait that failed, then one that succeeded: what was answered before may be gone all the same.
  ['5 ( ! ( )', null, false],
  ['5 ( ! 6 ( )', '5-0', true],
  ['5 ( ( ! )', null, false],
  ['6 ( ) 5 ( )', '5-0', true],
  // Confirmed while the answer of the look was on its way.
  ['5 ( ) ? 6 ( )', '5-0', false],
  ['5 ( ) ? 6 ( )', '4-0', true],
]

test.each(STEPS)('%s, and the store ends at %s: lost %s', (steps, found, lost) => {
  const end = streamEnd('orders of A')
  const waits: ((confirmed: boolean) => void)[] = []
  const looks: ((newest: string | null) => void)[] = []
  for (const step of steps.split(' ')) {
    if (step === '?') looks.push(end.looking())
    else if (step === '(') waits.push(end.flushing())
    else if (step === ')' || step === '!') waits.shift()!(step === ')')
    else if (step !== '') end.answered(`${step}-0`)
  }
  const look = () => (looks[0] ?? end.looking())(found)
  if (lost) expect(look).toThrow(/orders of A: the store ends at .*: it has lost entries/)
  else expect(look).not.toThrow()
})
