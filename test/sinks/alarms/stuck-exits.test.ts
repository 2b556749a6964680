/** An exit that is ordered again and again while its position stays is a condition; one that is filled is not. */
import { expect, test } from 'vitest'
import { stuckExits } from '../../../sinks/alarms/stuck-exits.js'
import { slice, world } from '../../support/alarm-slices.js'

/** Slices as [units of EUR_USD, closes all, week open]; the numbers of those that report it. */
const play = (slices: readonly (readonly [units: number, closes: number, open?: number])[]): number[] => {
  const look = stuckExits(world)
  return slices.flatMap(([units, closes, open = 1], n) => {
    const frame = slice({
      broker: { units: [units, 0], closePending: [0, 0] },
      risk: { closeAll: [closes, 0], closeUnits: [0, 0] },
      session: { weekOpen: [open] },
    })
    const text = look(frame)
    if (text !== null) expect(text).toMatch(/^exits do not leave: EUR_USD for \d+ minutes$/)
    return text === null ? [] : [n]
  })
}

test.each<[string, Parameters<typeof play>[0], number[]]>([
  [
    'nothing is closed',
    [
      [1000, 0],
      [1000, 0],
      [1000, 0],
      [1000, 0],
    ],
    [],
  ],
  [
    'the exit fills at once',
    [
      [1000, 0],
      [1000, 1],
      [0, 0],
    ],
    [],
  ],
  [
    'it fills a minute late',
    [
      [1000, 1],
      [1000, 1],
      [0, 0],
    ],
    [],
  ],
  [
    'it does not leave',
    [
      [1000, 1],
      [1000, 1],
      [1000, 1],
      [1000, 1],
      [0, 0],
    ],
    [2, 3],
  ],
  [
    'it is filled piece by piece',
    [
      [1000, 1],
      [800, 1],
      [600, 1],
      [400, 1],
    ],
    [],
  ],
  [
    'it is no longer wanted',
    [
      [1000, 1],
      [1000, 1],
      [1000, 0],
      [1000, 1],
      [1000, 1],
    ],
    [],
  ],
  [
    'the market is closed',
    [
      [1000, 1],
      [1000, 1, 0],
      [1000, 1, 0],
      [1000, 1, 0],
    ],
    [],
  ],
])('%s', (_, slices, reported) => {
  expect(play(slices)).toEqual(reported)
})
