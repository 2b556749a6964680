import { expect, test } from 'vitest'
import { heldWeightsWatch, unearnedPlacesWatch } from '../../../sinks/alarms/place-watches.js'
import { slice, START_MS } from '../../support/alarm-slices.js'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

test('held weights: one alarm a day, with the count since the start', () => {
  const watch = heldWeightsWatch({ gatesMaxAgeSec: 180 })
  const said = (
    [
      [0, 0],
      [1, MINUTE],
      [1, 2 * MINUTE],
      [0, 3 * MINUTE],
      [1, 4 * MINUTE],
      [1, DAY],
      [0, 2 * DAY],
    ] as const
  ).map(([held, at]) => watch.look(slice({ allocate: { held: [held] } }, START_MS + at), 0))
  const text = (count: string) => [
    `weights are held: the gates are older than 180 s (${count} slices since the start); places do not follow them`,
  ]
  expect(said).toEqual([[], text('1 of 2'), [], [], [], text('4 of 6'), []])
})

/** Places of the two instruments: `+` earned, `-` filled, `.` none. */
test.each<[string, number, readonly string[], readonly number[]]>([
  ['none earned: the first slice of each day', 1, ['--', '-.', '--'], [0, 2]],
  ['one earned', 1, ['+-', '+-', '.+'], []],
  ['lost on the same day', 1, ['+.', '-.', '..'], [1, 2]],
  ['filled places do not trade', 0, ['--', '..', '--'], []],
])('unearned places on paper: %s', (_, fillTrades, places, expected) => {
  const watch = unearnedPlacesWatch()
  const noted = places.flatMap((row, n) => {
    const weight = [...row].map((place) => (place === '.' ? 0 : 0.5))
    const filled = [...row].map((place) => (place === '-' ? 1 : 0))
    const frame = slice(
      { allocate: { weight, filled }, control: { fillTrades: [fillTrades] } },
      START_MS + [0, MINUTE, DAY][n]!,
    )
    return watch.look(frame, 0).map(() => n)
  })
  expect(noted).toEqual(expected)
})

test('the note stands for itself: what earns a place, where that is shown, why it trades all the same', () => {
  const frame = slice({ allocate: { weight: [0.5, 0], filled: [1, 0] }, control: { fillTrades: [1] } }, START_MS)
  expect(unearnedPlacesWatch().look(frame, 0)).toEqual([
    'in practice nothing would be traded now: no instrument has earned a place, which takes 2 good verdicts in a row on its shadow ' +
      'trades (page Gates; for history: sep backtest); on paper filled places trade (FILL_TRADES)',
  ])
})
