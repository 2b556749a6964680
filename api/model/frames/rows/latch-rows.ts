/** How far the account is from the limits that stop trading. */
import type { z } from 'zod'
import { RISK_BIT } from '../../../../model/codes.js'
import type { latchSchema } from '../../../contract/status.js'
import type { FrameContext } from '../frame-context.js'
import { money, ratio } from '../rounded.js'
import type { SliceLook } from '../slice-look.js'

export type LatchRow = z.output<typeof latchSchema>

/** `dayBase`: NAV at the start of the trading day, NaN = not known. Empty where the graph has no risk guards of SEP. */
export const latchRows = ({ settings }: FrameContext, look: SliceLook, dayBase: number): readonly LatchRow[] => {
  const limits = settings.risk
  if (!limits) return []
  const shut = look.slice('risk', 'shut')
  const tripped = (bit: number) => (shut & bit) !== 0
  const dayLimit = (dayBase * limits.maxDailyLossPct) / 100
  const dayLoss = Math.max(0, dayBase - look.slice('broker', 'nav'))
  const drawdown = look.slice('performance', 'drawdownPct')
  const used = look.slice('broker', 'marginUsedTotal')
  const share = (100 * used) / (used + look.slice('broker', 'marginAvailable'))
  const marginLimit = 100 * limits.marginHystHigh
  return [
    {
      code: 'daily_loss',
      value: money(dayLoss),
      limit: money(dayLimit),
      unit: 'money',
      used: usedOf(dayLoss, dayLimit),
      tripped: tripped(RISK_BIT.daily_loss),
    },
    {
      code: 'drawdown',
      value: ratio(drawdown),
      limit: limits.maxDrawdownPct,
      unit: 'pct',
      used: usedOf(drawdown, limits.maxDrawdownPct),
      tripped: tripped(RISK_BIT.drawdown) || drawdown >= limits.maxDrawdownPct,
    },
    {
      code: 'margin',
      value: ratio(share),
      limit: ratio(marginLimit),
      unit: 'pct',
      used: usedOf(share, marginLimit),
      tripped: tripped(RISK_BIT.margin),
    },
  ]
}

const usedOf = (value: number, limit: number): number | null => ratio(Math.min(1, Math.max(0, value / limit)))
