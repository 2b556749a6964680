import { expect, test } from 'vitest'
import { KEYS } from '../../store/keys.js'
import { setWrite } from '../../store/set-write.js'
import { HOUR_MS } from '../../lib/time-units.js'

test('sets the named key to the packed value, with the time to live of the key table', () => {
  const count = { op: 'set', key: 'opt:rolling:passes:EUR_USD', value: '3' }
  expect(setWrite(KEYS.gatePasses, { inst: 'EUR_USD' }, 3)).toEqual(count)
  const summary = {
    ts: 1,
    params: { c_min: 0.5, look: 12, thr_bps: 2, entry_cd: 60, exit_cd: 60 },
    summary: { trades: 1, win_rate: 1, pnl_total: 2, max_drawdown: 0, calmar: 3 },
    gates: { min_trades: 1, calmar_min: 0, pnl_min: 0 },
    eligible: true,
  }
  expect(setWrite(KEYS.rollingSummary, { inst: 'EUR_USD' }, summary)).toEqual({
    op: 'set',
    key: 'bt:rolling:summary:EUR_USD',
    value: JSON.stringify(summary),
    ttlMs: HOUR_MS,
  })
})
