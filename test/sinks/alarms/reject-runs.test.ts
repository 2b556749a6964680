/** Three consecutive rejects alarm. One letter per slice: r = an increase rejected or cancelled, f = one filled, b = both, . = neither. */
import { describe, expect, test } from 'vitest'
import { rejectRuns } from '../../../sinks/alarms/reject-runs.js'
import { slice, world } from '../../support/alarm-slices.js'

const play = (text: string, other = '', before: readonly number[] = []): string[] => {
  const watch = rejectRuns(world, before)
  return [...text].flatMap((letter, n) => {
    const letters = [letter, other[n] ?? '.']
    const flags = (which: string) => letters.map((one) => (which.includes(one) ? 1 : 0))
    const frame = slice({ broker: { entryFilled: flags('fb'), rejected: flags('rb') } })
    return watch.look(frame, 0).map((alarm) => `${n + 1} ${alarm.split(' consecutive')[0]}`)
  })
}

describe('rejected increases of an instrument', () => {
  test.each([
    ['rr', []],
    ['rrr', ['3 EUR_USD: 3']],
    ['r..r....r', ['9 EUR_USD: 3']],
    ['rrfr', []],
    ['rrfrrr', ['6 EUR_USD: 3']],
    // The fill of the slice resets the count; the reject after it counts as the first.
    ['rrbrr', ['5 EUR_USD: 3']],
    ['rrrrrr', ['3 EUR_USD: 3', '6 EUR_USD: 6']],
    ['rrrrfrrr', ['3 EUR_USD: 3', '8 EUR_USD: 3']],
  ])('%s alarms: %j', (text, alarms) => expect(play(text)).toEqual(alarms))

  test('are counted per instrument', () => {
    expect(play('rrr', 'rr.')).toEqual(['3 EUR_USD: 3'])
    expect(play('r.r', 'rrr')).toEqual(['3 USD_JPY: 3'])
  })

  test('continue from the counts of a restart', () => {
    expect(play('r', 'r', [2, 0])).toEqual(['1 EUR_USD: 3'])
    expect(play('f', '.', [2, 0])).toEqual([])
  })
})
