/** Settings of the strategy's rules: when it may enter again and why it leaves. */
import { z } from 'zod'

const cooldown = z.number().min(0).max(86_400).default(60)
const percent = z.number().positive().max(100)

/** Configuration leaves of the rules. They belong to section `strategy`; the shadow links to them. */
export const ruleLeaves = {
  entryCdSec: cooldown.meta({
    env: 'AUTO_ENTRY_CD_SEC',
    short: 'entry_cd',
    description: 'no entry for this long after the decisions of the last entry and the last exit, s of event time',
  }),
  exitCdSec: cooldown.meta({
    env: 'AUTO_EXIT_CD_SEC',
    short: 'exit_cd',
    description: 'no slope exit for this long after the decision of the entry, s of event time',
  }),
  exitPnl: z
    .boolean()
    .default(true)
    .meta({ env: 'EXIT_PNL_ENABLED', description: 'exit on unrealised profit or loss, marked at the closing side' }),
  exitPnlTpPct: percent
    .default(0.5)
    .meta({ env: 'EXIT_PNL_TP_PCT', description: 'profit that triggers an exit, percent of entry notional' }),
  exitPnlSlPct: percent
    .default(1.25)
    .meta({ env: 'EXIT_PNL_SL_PCT', description: 'loss that triggers an exit, percent of entry notional, positive' }),
  exitSlope: z
    .boolean()
    .default(true)
    .meta({ env: 'EXIT_SLOPE_ENABLED', description: 'exit when the slope turns against the position' }),
  exitSlopeBps: z
    .number()
    .min(0)
    .max(1000)
    .default(1)
    .meta({ env: 'EXIT_SLOPE_BPS', description: 'minimum adverse slope that triggers an exit, bps over the look' }),
}
const rulesConfig = z.strictObject(ruleLeaves)
export type Rules = z.output<typeof rulesConfig>
