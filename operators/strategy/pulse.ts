/** The pulse trader: one small trade when nothing has been planned or open for a while, so that a quiet system shows that it is alive. */
import { z } from 'zod'
import { GUARD_BIT } from '../../model/codes.js'

export const pulseLeaves = {
  pulseEnabled: z
    .boolean()
    .default(false)
    .meta({ env: 'PULSE_ENABLED', description: 'enter the best-scored open instrument when nothing else happens' }),
  pulseIntervalSec: z
    .number()
    .min(60)
    .max(86_400)
    .default(300)
    .meta({ env: 'PULSE_INTERVAL_SEC', description: 'pulse after this long with nothing planned or open, s' }),
  pulseMaxPerDay: z
    .int()
    .min(0)
    .max(1440)
    .default(24)
    .meta({ env: 'PULSE_MAX_PER_DAY', description: 'most pulse trades a New York trading day' }),
}
const pulseConfig = z.strictObject(pulseLeaves)
export type PulseRules = z.output<typeof pulseConfig>

/** What the pulse trader remembers. */
export interface Pulse {
  /** Last slice at which anything was planned or open; NaN before the first slice. */
  busyTsMs: number
  tradingDay: number
  /** Pulse trades filled in tradingDay. */
  trades: number
}

/** Counts a pulse trade where it fills: refused ones use up nothing. */
export const countPulse = (pulse: Pulse, tradingDay: number): void => {
  pulse.trades = pulse.tradingDay === tradingDay ? pulse.trades + 1 : 1
  pulse.tradingDay = tradingDay
}

/** Takes in one slice; true where the interval is over and the day has a pulse left. The interval starts anew in every busy slice, and at the first one. */
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

/** The guards that a pulse asks: all but coherence. */
export const pulseGuardsPass = (failed: number): boolean => (failed & ~GUARD_BIT.coherence) === 0

/** Side a pulse would take: that of the slope, where its guards pass; 0 = none (no slope yet, too). */
export const pulseSideOf = (slopeBps: number, failed: number): number =>
  !pulseGuardsPass(failed) ? 0 : slopeBps > 0 ? 1 : slopeBps < 0 ? -1 : 0
