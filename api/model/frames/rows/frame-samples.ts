/** The newest slice, and what was counted since the start, as figures of a scrape. */
import { SECOND_MS } from '../../../../lib/time-units.js'
import { GATE_STATES } from '../../../../model/codes.js'
import type { AddSample } from '../../../metrics/sample-source.js'
import type { AccountFigures } from '../../frame-reads.js'
import type { FrameContext } from '../frame-context.js'
import type { KeptSlices } from '../kept/kept-slices.js'
import type { SliceLook } from '../slice-look.js'
import type { LatchRow } from './latch-rows.js'

/** Money has the decimals of the interface. */
export const addAccount = (add: AddSample, account: AccountFigures, latches: readonly LatchRow[]): void => {
  const { marginUsed, marginAvailable, drawdownPct, trades, wins, refused } = account
  add('sep_nav', account.nav)
  add('sep_balance', account.balance)
  add('sep_open_pnl', account.openPnl)
  add('sep_day_pnl', account.dayPnl)
  add('sep_drawdown_ratio', drawdownPct === null ? null : drawdownPct / 100)
  add('sep_costs', account.costs)
  add('sep_margin_used', marginUsed)
  add('sep_margin_available', marginAvailable)
  const total = (marginUsed ?? Number.NaN) + (marginAvailable ?? Number.NaN)
  add('sep_margin_used_ratio', (marginUsed ?? Number.NaN) / total)
  for (const { code, used } of latches) add('sep_latch_used_ratio', used, { latch: code })
  add('sep_order_trades_total', wins, { result: 'won' })
  add('sep_order_trades_total', trades - wins, { result: 'lost' })
  for (const [reason, count] of Object.entries(refused)) add('sep_order_refused_total', count, { reason })
}

export const addSlices = (
  add: AddSample,
  { traded }: FrameContext,
  look: SliceLook,
  { guards, book }: Pick<KeptSlices, 'guards' | 'book'>,
): void => {
  add('sep_slice_timestamp_seconds', look.tsMs / SECOND_MS)
  add('sep_slices_total', guards.slices())
  for (const { name: instrument, k } of traded) {
    if (look.has('session')) add('sep_instrument_open', look.row('session', 'open', k), { instrument })
    add('sep_spread_bps', look.row('quote', 'spreadBps', k), { instrument })
    add('sep_position_units', look.row('broker', 'units', k), { instrument })
  }
  for (const { instrument, checks, passed } of guards.passes()) {
    add('sep_guard_checks_total', checks, { instrument })
    for (const [guard, count] of Object.entries(passed)) add('sep_guard_pass_total', count, { guard, instrument })
  }
  for (const [leg, count] of Object.entries(book.decided())) add('sep_order_decisions_total', count, { leg })
}

const COOLDOWN = GATE_STATES.indexOf('cooldown')

/** Nothing where the graph has no gates. */
export const addGates = (add: AddSample, { traded, settings }: FrameContext, look: SliceLook): void => {
  if (look.has('gates')) {
    add('sep_rolling_gate_timestamp_seconds', look.slice('gates', 'gateTsMs') / SECOND_MS)
    for (const { name: instrument, k } of traded) {
      const of = (column: 'eligible' | 'buffer' | 'trades' | 'minTrades' | 'pnlBps' | 'calmar' | 'calmarMin') =>
        look.row('gates', column, k)
      add('sep_rolling_gate', of('eligible'), { instrument })
      add('sep_rolling_gate_buffer', of('buffer'), { instrument })
      add('sep_rolling_trades', of('trades'), { instrument })
      add('sep_rolling_min_trades', of('minTrades'), { instrument })
      add('sep_rolling_pnl_bps', of('pnlBps'), { instrument })
      add('sep_rolling_calmar', of('calmar'), { instrument })
      add('sep_rolling_calmar_floor', of('calmarMin'), { instrument })
      add('sep_allocator_cooldown', Number(look.row('gates', 'state', k) === COOLDOWN), { instrument })
    }
  }
  if (!look.has('allocate')) return
  add('sep_allocator_top_k', settings.allocate?.topK ?? null)
  add('sep_allocator_held', look.slice('allocate', 'held'))
  add('sep_allocator_fallback', look.slice('allocate', 'fallback'))
  for (const { name: instrument, k } of traded) {
    const weight = look.row('allocate', 'weight', k)
    add('sep_allocator_selected', Number(weight > 0), { instrument })
    add('sep_allocator_filled', Number(weight > 0 && look.row('allocate', 'filled', k) === 1), { instrument })
    add('sep_allocator_weight', weight, { instrument })
    add('sep_allocator_score', look.row('allocate', 'score', k), { instrument })
  }
}
