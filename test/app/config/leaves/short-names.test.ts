import { expect, test } from 'vitest'
import { leafNamed, leavesOf } from '../../../../app/config/leaves/leaves.js'
import { resolveSettings, SECTIONS } from '../../../../app/config/settings.js'
import { smaFlip } from '../../../../operators/sma-flip.js'

test.each([
  ['c_min', 'guards.cMin'],
  ['look', 'direction.look'],
  ['thr_bps', 'direction.thrBps'],
  ['entry_cd', 'strategy.entryCdSec'],
  ['exit_cd', 'strategy.exitCdSec'],
])('%s is the short name of %s', (short, path) => {
  expect(leafNamed(short, leavesOf(SECTIONS))?.path).toBe(path)
})

test.each(['fast', 'slow'])('%s is a setting of sma-flip', (short) => {
  expect(leafNamed(short, leavesOf({ flip: smaFlip.config }))?.path).toBe(`flip.${short}`)
})

test('--set takes the short name', () => {
  expect(resolveSettings({ set: ['look=20', 'exit_cd=0'] })).toEqual(
    resolveSettings({ set: ['direction.look=20', 'AUTO_EXIT_CD_SEC=0'] }),
  )
})

test('the short name and the path with different values are an error', () => {
  expect(() => resolveSettings({ set: ['look=20', 'direction.look=21'] })).toThrow('direction.look is given twice')
})

test('no variable of the environment is read by a short name', () => {
  expect(resolveSettings({ env: { look: '20', fast: '3' } })).toEqual(resolveSettings())
})
