/** The pulse trader: one small trade after a while with nothing planned or open, so that a quiet system proves to be alive. */
import { z } from 'zod'
import { GUARD_BIT } from '../../model/codes.js'

export const pulseLeaves = {
  pulseEnabled: z.boolean().default(false).meta({
    env: 'PULSE_ENABLED',
    description: 'enter the best-scored open instrument when nothing else is happening',
  }),
  pulseIntervalSec: z
    .number()
    .min(60)
    .max(86_400)
    .default(300)
    .meta({ env: 'PULSE_INTERVAL_SEC', description: 'idle time before a pulse, with nothing planned or open, s' }),
  pulseMaxPerDay: z
    .int()
    .min(0)
    .max(1440)
    .default(24)
    .meta({ env: 'PULSE_MAX_PER_DAY', unit: 'trades', description: 'maximum pulse trades per New York trading day' }),
}
const pulseConfig = z.strictObject(pulseLeaves)
export type PulseRules = z.output<typeof pulseConfig>

/** State of the pulse trader. */
export interface Pulse {
  /** Last slice in which anything was planned or open; NaN before the first slice. */
  busyTsMs: number
  tradingDay: number
  /** Pulse trades filled in tradingDay. */
  trades: number
}

/** Counts a pulse trade when it fills: refused ones do not use up the day's quota. */
export const countPulse = (pulse: Pulse, tradingDay: number): void => {
  pulse.trades = pulse.tradingDay === tradingDay ? pulse.trades + 1 : 1
  pulse.tradingDay = tradingDay
}

/**
 * Updates the timer with one slice and returns true if a pulse is due and the day has one left. Every busy slice, and the first
 * one, restarts the interval.
 */
export const advancePulse = (
  rules: PulseRules,
  pulse: Pulse,
  busy: boolean,
  tsMs: number,
  tradingDay: number,
): boolean => {
  if (busy || Number.isNaN(pulse.busyTsMs)) pulse.busyTsMs = tsMs
  const trades = pulse.tradingDay === tradingDay ? pulse.trades : 0
  return rules.pulseEnabled && trades < rules.pulseMaxPerDay && tsMs - pulse.busyTsMs >= rules.pulseIntervalSec * 1000
}

/** The guards that apply to a pulse: all but coherence. */
export const pulseGuardsPass = (failed: number): boolean => (failed & ~GUARD_BIT.coherence) === 0

/** Side of a pulse: that of the slope if its guards pass, else 0; also 0 without a slope. */
export const pulseSideOf = (slopeBps: number, failed: number): number =>
  !pulseGuardsPass(failed) ? 0 : slopeBps > 0 ? 1 : slopeBps < 0 ? -1 : 0
