/** Limits of the account: the configuration leaves, and their values resolved for a world. */
import { z } from 'zod'
import { pairName } from '../../model/pair-name.js'
import type { World } from '../../model/world.js'
import { termsLeaves } from '../exchange/terms/leaves.js'
import { gridScale } from '../grid.js'
import { linkedSettings } from '../strategy/linked-settings.js'
import { protectionLeaves } from '../strategy/protection.js'

const percent = z.number().positive().max(100)
const ageSec = z.number().min(0).max(86_400)
const spreadBps = z.number().min(0).max(10_000)
const fraction = z.number().min(0).max(1)

const { stopLoss, stopMinSpreads, stopMaxPct } = protectionLeaves

export const riskConfig = z
  .strictObject({
    ...linkedSettings({ stopLoss, stopMinSpreads, stopMaxPct }, 'orders'),
    ...linkedSettings({ division: termsLeaves.division }, 'broker'),
    freshMaxSignalAgeSec: ageSec.default(120).meta({
      env: 'FRESH_MAX_SIGNAL_AGE_SEC',
      description: 'maximum age of a slice when it closes that may still add risk, s',
    }),
    freshMaxPriceAgeSec: ageSec
      .default(60)
      .meta({ env: 'FRESH_MAX_PRICE_AGE_SEC', description: 'maximum age of a quote that may still add risk, s' }),
    maxHeartbeatAgeSec: ageSec
      .default(10)
      .meta({ env: 'FRESH_MAX_HEARTBEAT_AGE_SEC', description: 'maximum age of the price stream heartbeat, s' }),
    maxSpreadBps: spreadBps
      .default(2.5)
      .meta({ from: 'guards.maxSpreadBps', description: 'maximum spread of an increase, bps' }),
    maxSpread: z
      .record(pairName, spreadBps)
      .default({})
      .meta({ from: 'guards.maxSpread', description: 'maximum spread by instrument, bps' }),
    maxVarPct: z
      .number()
      .positive()
      .max(1000)
      .default(12)
      .meta({ from: 'size.maxVarPct', description: 'maximum one-day value at risk of the account, % of NAV' }),
    maxPositionSizeNav: z
      .number()
      .positive()
      .max(1000)
      .default(6)
      .meta({ from: 'size.maxPositionSizeNav', description: 'maximum notional of a position, multiples of NAV' }),
    accountMarginRate: fraction.default(0).meta({
      from: 'broker.accountMarginRate',
      description: 'margin rate of the account; the larger of it and the instrument rate applies',
    }),
    marginHystHigh: fraction.default(0.3).meta({
      env: 'MARGIN_HYST_HIGH',
      unit: 'fraction',
      description: 'increases are trimmed to this share of margin used; 0.02 above it all of them are blocked',
    }),
    marginHystLow: fraction.default(0.27).meta({
      env: 'MARGIN_HYST_LOW',
      unit: 'fraction',
      description: 'share of margin used below which the block ends',
    }),
    maxDailyLossPct: percent.default(3).meta({
      env: 'RISK_MAX_DAILY_LOSS',
      unit: '%',
      description: 'loss since 17:00 New York that blocks increases for the day, % of NAV at that time',
    }),
    maxPositionsPerPair: z.int().min(1).max(1000).default(8).meta({
      env: 'RISK_MAX_POSITIONS_PER_PAIR',
      unit: 'trades',
      description: 'maximum open trades of an instrument, including pending ones',
    }),
    maxTotalPositions: z.int().min(1).max(100).nullable().default(null).meta({
      env: 'RISK_MAX_TOTAL_POSITIONS',
      unit: 'instruments',
      description: 'maximum instruments held or pending; unset: the places',
    }),
    topK: z.int().min(1).max(100).default(3).meta({ from: 'allocate.topK', description: 'places' }),
    maxNetUnitsPerPair: z.number().positive().max(1e12).nullable().default(null).meta({
      env: 'RISK_MAX_NET_UNITS_PER_PAIR',
      unit: 'units',
      description: 'maximum net units of an instrument; unset: no limit',
    }),
    maxOrdersPerMin: z
      .int()
      .min(1)
      .max(1000)
      .default(20)
      .meta({ env: 'RISK_MAX_ORDERS_PER_MIN', unit: 'orders', description: 'maximum increases in 60 s of event time' }),
    maxCcyExposureNav: z.number().positive().max(1000).default(8).meta({
      env: 'RISK_MAX_CCY_EXPOSURE',
      description: 'maximum net exposure in a currency other than home, multiples of NAV',
    }),
    maxDrawdownPct: percent
      .default(10)
      .meta({ env: 'RISK_MAX_DRAWDOWN_PCT', description: 'drawdown from the NAV peak that trips the limit, %' }),
    drawdownAction: z.enum(['kill', 'report']).default('report').meta({
      env: 'RISK_MAX_DRAWDOWN_ACTION',
      description:
        'kill: a tripped drawdown acts as the kill switch until control resets it; report: it is only reported',
    }),
  })
  .refine((c) => c.marginHystLow <= c.marginHystHigh, {
    path: ['marginHystLow'],
    message: 'must not be above marginHystHigh',
  })
type RiskConfig = z.output<typeof riskConfig>

/** Limits in the units of the columns, arrays by instrument. Fractions of NAV, ages in ms. */
export interface RiskLimits {
  readonly maxSliceAgeMs: number
  readonly maxPriceAgeMs: number
  readonly maxHeartbeatAgeMs: number
  readonly maxSpreadBps: Float64Array
  readonly maxVar: number
  readonly maxPositionNav: number
  readonly maxExposureNav: number
  readonly maxNetUnits: number
  readonly maxTrades: number
  readonly maxPositions: number
  readonly marginHigh: number
  readonly marginLow: number
  readonly maxDailyLoss: number
  readonly maxDrawdownPct: number
  readonly drawdownKills: boolean
  readonly marginRate: Float64Array
  readonly minimumSize: Float64Array
  /** 10^tradeUnitsPrecision: units times this are whole. */
  readonly unitScale: Float64Array
  /** The FIFO rules of the US division bind closes. */
  readonly fifo: boolean
  readonly protection: Pick<RiskConfig, 'stopLoss' | 'stopMinSpreads' | 'stopMaxPct'>
}

export const riskLimitsOf = (c: RiskConfig, { instruments }: World): RiskLimits => ({
  maxSliceAgeMs: c.freshMaxSignalAgeSec * 1000,
  maxPriceAgeMs: c.freshMaxPriceAgeSec * 1000,
  maxHeartbeatAgeMs: c.maxHeartbeatAgeSec * 1000,
  maxSpreadBps: Float64Array.from(instruments, ({ name }) => c.maxSpread[name] ?? c.maxSpreadBps),
  maxVar: c.maxVarPct / 100,
  maxPositionNav: c.maxPositionSizeNav,
  maxExposureNav: c.maxCcyExposureNav,
  maxNetUnits: c.maxNetUnitsPerPair ?? Number.POSITIVE_INFINITY,
  maxTrades: c.maxPositionsPerPair,
  maxPositions: c.maxTotalPositions ?? c.topK,
  marginHigh: c.marginHystHigh,
  marginLow: c.marginHystLow,
  maxDailyLoss: c.maxDailyLossPct / 100,
  maxDrawdownPct: c.maxDrawdownPct,
  drawdownKills: c.drawdownAction === 'kill',
  marginRate: Float64Array.from(instruments, ({ marginRate }) => Math.max(marginRate, c.accountMarginRate)),
  minimumSize: Float64Array.from(instruments, ({ minimumTradeSize }) => minimumTradeSize),
  unitScale: Float64Array.from(instruments, ({ tradeUnitsPrecision }) => gridScale(tradeUnitsPrecision)),
  fifo: c.division === 'us',
  protection: c,
})
