/** The next slice in which anything can happen to a unit position: a trial steps no other. */
import type { PortColumns } from '../../graph/engine/define/schema.js'
import { mustLeave } from '../strategy/observation.js'
import { type UnitInput, type UnitRun } from '../strategy/unit-run.js'
import { BLOCK_SLICES, blockRangesSchema } from './block-ranges.js'
import { blockSlopesSchema } from './block-slopes.js'
import { blockWishesSchema } from './block-wishes.js'

export const blockPorts = { block: blockRangesSchema, slopes: blockSlopesSchema, wishes: blockWishesSchema } as const
type BlockInput = UnitInput & PortColumns<typeof blockPorts>

/** From slice s on while instrument k is flat without an order: the first with a direction that the guards pass, after the cooldowns. */
export const nextEntry = (
  { count, machine }: UnitRun,
  tsMs: Float64Array,
  { dir, guard, block, wishes }: BlockInput,
  k: number,
  first: number,
  to: number,
): number => {
  const { direction } = dir
  const { pass } = guard
  const { age } = block
  const { wished } = wishes
  const last = Math.max(machine.lastEntryMs[k]!, machine.lastExitMs[k]!)
  const restMs = machine.rules.entryCdSec * 1000
  for (let s = first; s < to; ) {
    const end = s + BLOCK_SLICES - age[s]!
    if (end <= to && (wished[(end - 1) * count + k] === 0 || tsMs[end - 1]! - last < restMs)) {
      s = end
      continue
    }
    for (let i = s * count + k; s < end && s < to; s++, i += count)
      if (direction[i] !== 0 && pass[i] === 1 && tsMs[s]! - last >= restMs) return s
  }
  return to
}

/**
 * From slice s on while instrument k holds a position without an exit in flight: the first in which a bracket or a rule of the exits
 * might act. It may stop too early and never too late: what acts decides by its own rules.
 */
export const nextExit = (
  { count, machine, positions: p }: UnitRun,
  tsMs: Float64Array,
  { candle, quote, dir, session, block, slopes }: BlockInput,
  k: number,
  first: number,
  to: number,
): number => {
  const { rules } = machine
  const { age, leave } = block
  const side = p.side[k]!
  const long = side > 0
  const entryPrice = p.entryPrice[k]!
  const stop = p.stopPrice[k]!
  const take = p.takePrice[k]!
  const worsts = long ? block.bidLow : block.askHigh
  const bests = long ? block.bidHigh : block.askLow
  const against = long ? slopes.slopeLow : slopes.slopeHigh
  const opens = long ? candle.bo : candle.ao
  const adverse = long ? candle.bl : candle.ah
  const favourable = long ? candle.bh : candle.al
  const closings = long ? quote.bid : quote.ask
  const gain = rules.exitPnl ? rules.exitPnlTpPct : Number.POSITIVE_INFINITY
  const loss = rules.exitPnl ? -rules.exitPnlSlPct : Number.NEGATIVE_INFINITY
  const againstBps = rules.exitSlope ? rules.exitSlopeBps : Number.POSITIVE_INFINITY
  const slopeFromMs = machine.lastEntryMs[k]!
  const slopeRestMs = rules.exitCdSec * 1000
  const pct = (price: number): number => ((side * (price - entryPrice)) / entryPrice) * 100
  const turned = (slope: number): boolean => -side * slope > 0 && -side * slope >= againstBps
  const isStopped = (price: number): boolean => side * (price - stop) <= 0
  const isTaken = (price: number): boolean => side * (price - take) >= 0
  for (let s = first; s < to; ) {
    const end = s + BLOCK_SLICES - age[s]!
    if (end <= to) {
      const j = (end - 1) * count + k
      const worst = worsts[j]!
      const best = bests[j]!
      const quiet =
        leave[j] === 0 &&
        !(isStopped(worst) || isTaken(best) || pct(best) >= gain || pct(worst) <= loss) &&
        !(turned(against[j]!) && tsMs[end - 1]! - slopeFromMs >= slopeRestMs)
      if (quiet) {
        s = end
        continue
      }
    }
    for (let i = s * count + k; s < end && s < to; s++, i += count) {
      if (mustLeave(session, i) === 1) return s
      if (candle.present[i] !== 1) continue
      if (isStopped(opens[i]!) || isStopped(adverse[i]!) || isTaken(opens[i]!) || isTaken(favourable[i]!)) return s
      const profitPct = pct(closings[i]!)
      if (profitPct >= gain || profitPct <= loss) return s
      if (turned(dir.slopeBps[i]!) && tsMs[s]! - slopeFromMs >= slopeRestMs) return s
    }
  }
  return to
}
