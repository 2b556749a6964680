/** What stands in the way of an increase is a column of every slice, whether one is wished or not. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskNames, RISKS } from '../../../model/codes.js'
import { desk, entry, type Row, type Slice } from './desk.js'

const shutOf = (run: ReturnType<typeof desk>, s: number): string => maskNames(RISKS, run.columns['shut']![s]!).join(' ')
const blockedOf = (run: ReturnType<typeof desk>, s: number): string =>
  maskNames(RISKS, run.cell('blocked', s, 'EUR_USD')).join(' ')

test.each<[string, Omit<Slice, 'rows'>, Row, shut: string, blocked: string]>([
  ['nothing', {}, {}, '', ''],
  ['kill switch and pause', { killSwitch: 1, paused: 1 }, {}, 'kill paused', ''],
  ['no connection', { connected: 0 }, {}, 'disconnected', ''],
  ['an old heartbeat', { heartbeatAgeMs: 10_001 }, {}, 'stale_heartbeat', ''],
  ['a late slice', { lateMs: 120_001 }, { quoteTsMs: Number.POSITIVE_INFINITY }, 'stale_slice', ''],
  ['margin used', { marginUsedTotal: 40_000, marginAvailable: 60_000 }, {}, 'margin', ''],
  ['no NAV', { nav: Number.NaN }, {}, 'daily_loss', ''],
  ['a lock', {}, { lockUntilMs: Number.MAX_SAFE_INTEGER }, '', 'locked'],
  ['an unknown order', {}, { unknown: 1 }, '', 'unknown'],
  ['a foreign trade', {}, { foreignUnits: -5 }, '', 'unknown'],
  ['a reject', {}, { rejected: 1 }, '', 'reject_backoff'],
  ['a closed session', {}, { entryOk: 0 }, '', 'session'],
  ['an old price', {}, { quoteTsMs: 0 }, '', 'stale_price'],
])('%s', (_, slice, row, shut, blocked) => {
  const run = desk([{ ...slice, rows: { EUR_USD: row } }])
  expect([shutOf(run, 0), blockedOf(run, 0), run.refused(0)]).toEqual([shut, blocked, ''])
})

test('what stands refuses a wished increase, and what refuses a sound wish stands', () => {
  const bit = fc.constantFrom(0, 0, 0, 1)
  const slice = fc.record({ killSwitch: bit, paused: bit, connected: fc.constantFrom(1, 1, 0) })
  const row = fc.record({ unknown: bit, foreignUnits: bit, rejected: bit, lockUntilMs: fc.constantFrom(0, 9e15) })
  fc.assert(
    fc.property(fc.array(fc.tuple(slice, row), { minLength: 1, maxLength: 6 }), (slices) => {
      const idle = desk(slices.map(([all, one]) => ({ ...all, rows: { EUR_USD: one } })))
      const wishing = desk(slices.map(([all, one]) => ({ ...all, rows: { EUR_USD: entry(1000, one) } })))
      for (let s = 0; s < slices.length; s++) {
        const standing = [shutOf(idle, s), blockedOf(idle, s)].filter((names) => names !== '').join(' ')
        expect([shutOf(wishing, s), blockedOf(wishing, s)]).toEqual([shutOf(idle, s), blockedOf(idle, s)])
        const refused = wishing
          .refused(s)
          .split(' ')
          .filter((name) => name !== '')
        expect(refused.sort()).toEqual(
          standing
            .split(' ')
            .filter((name) => name !== '')
            .sort(),
        )
        expect(wishing.approved(s) !== 0).toBe(standing === '')
      }
    }),
  )
})
