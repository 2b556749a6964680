/** The gates: which instruments have earned a place, judged by their shadow trades of the last 30 days against their floors. */
import { z } from 'zod'
import { decodeState, encodeState } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { f64, i32, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { pairName } from '../model/pair-name.js'
import type { Instrument, World } from '../model/world.js'
import {
  createEvaluator,
  type Evaluator,
  evaluatorState,
  sampleHour,
  summarize,
  addShadowTrade,
  gateVerdict,
} from './gates/evaluator.js'
import {
  countVerdict,
  createGateMachine,
  endCooldown,
  endWarming,
  type GateMachine,
  isCooling,
  isWarming,
} from './gates/gate-machine.js'
import { createTradingDays, hasDays, markDay, type TradingDays } from './gates/trading-days.js'
import { repeatGates, writeGates, writeSummary } from './gates/write-gates.js'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/time-units.js'

const MOST_BUFFER = 0.3
/** CHF pairs jump: a wider band unless configured. */
const CHF_BUFFER = 0.15
/** Days covered by the ring of hourly summaries. */
const RING_DAYS = 30

const buffer = z.number().min(-1).max(1)
const config = z
  .strictObject({
    windowDays: z
      .int()
      .min(1)
      .max(90)
      .default(30)
      .meta({ env: 'HOTBAND_WINDOW_DAYS', description: 'trailing window of shadow trades, days' }),
    intervalSec: z.int().min(60).max(3600).multipleOf(60).default(60).meta({
      env: 'EVAL_INTERVAL_SEC',
      description: 'gates are evaluated in the first slice of each interval of this length, seconds',
    }),
    countEveryMin: z.int().min(1).max(1440).default(60).meta({
      env: 'EVAL_COUNT_EVERY_MIN',
      unit: 'min',
      description: 'a verdict counts in the first slice of each interval of this length, minutes',
    }),
    minTrades: z.int().min(1).max(100_000).default(10).meta({
      env: 'EVAL_MIN_TRADES',
      unit: 'trades',
      description: 'minimum trades in the window',
    }),
    calmarMin: z.number().min(-10).max(10).default(0.15).meta({
      env: 'EVAL_CALMAR_MIN',
      unit: 'ratio',
      description: 'lowest floor of pnl / drawdown',
    }),
    calmarCap: z.number().min(-10).max(10).default(0.5).meta({
      env: 'EVAL_CALMAR_CAP',
      unit: 'ratio',
      description: 'highest floor of pnl / drawdown that the own history can set',
    }),
    pnlMinBps: z.number().min(-100_000).max(100_000).default(0).meta({
      env: 'EVAL_PNL_MIN',
      description: 'floor of the net pnl in the window, bps',
    }),
    floors: z.enum(['adaptive', 'original']).default('adaptive').meta({
      env: 'EVAL_FLOORS',
      description:
        'adaptive: half the own median, capped; original: the own median plus a tenth of the interquartile range',
    }),
    hysteresis: buffer.default(0.1).meta({
      env: 'HYSTERESIS_DEFAULT',
      unit: 'fraction',
      description: 'half-width of the band around a floor, as a fraction of it, clamped to 0..0.30; CHF pairs 0.15',
    }),
    hysteresisPair: z
      .record(pairName, buffer)
      .default({})
      .meta({ env: 'HYSTERESIS_PAIR_JSON', unit: 'fraction', description: 'the same by instrument: {"USD_CHF": 0.2}' }),
    warmTrades: z
      .int()
      .min(0)
      .max(1000)
      .default(10)
      .meta({ env: 'EVAL_WARM_TRADES', unit: 'trades', description: 'trades in the window needed to end the warm-up' }),
    warmDays: z.int().min(1).max(60).default(10).meta({
      env: 'EVAL_WARM_DAYS',
      description: 'trading days with a candle in the window needed to end the warm-up',
    }),
    cooldownHours: z.number().min(0).max(720).default(2).meta({
      env: 'EVAL_COOLDOWN_HOURS',
      description: 'a gate stays shut this long after four consecutive fails, hours of event time',
    }),
  })
  .refine((c) => c.calmarMin <= c.calmarCap, { error: 'calmarMin is above calmarCap', path: ['calmarMin'] })
  .refine((c) => c.warmDays * 7 <= c.windowDays * 5, {
    error: 'warmDays exceeds the trading days in windowDays',
    path: ['warmDays'],
  })

interface GatesState {
  readonly count: number
  readonly traded: Uint8Array
  readonly intervalMs: number
  readonly countMs: number
  readonly cooldownMs: number
  readonly warmTrades: number
  readonly buffer: Float64Array
  readonly evaluator: Evaluator
  readonly gates: GateMachine
  readonly days: TradingDays
  /** Numbers of the last interval evaluated, counted and sampled; NaN = none yet. */
  readonly last: { interval: number; count: number; hour: number }
  /** Time of the last evaluation, NaN before it. */
  gateTsMs: number
}

const createState = (c: z.output<typeof config>, world: World, bytes?: Uint8Array): GatesState => {
  const { traded } = world
  const count = world.instruments.length
  const fresh = {
    gates: createGateMachine(traded),
    days: createTradingDays(count, c.warmDays),
    last: { interval: Number.NaN, count: Number.NaN, hour: Number.NaN },
    gateTsMs: Number.NaN,
  }
  const saved = bytes && decodeState<typeof fresh & { evaluator: Uint8Array }>(bytes)
  return {
    count,
    traded,
    intervalMs: c.intervalSec * 1000,
    countMs: c.countEveryMin * MINUTE_MS,
    cooldownMs: c.cooldownHours * HOUR_MS,
    warmTrades: c.warmTrades,
    buffer: Float64Array.from(world.instruments, (instrument) => bufferOf(c, instrument)),
    ...fresh,
    ...saved,
    evaluator: createEvaluator(c, c.windowDays * DAY_MS, traded, saved?.evaluator),
  }
}

const bufferOf = (c: z.output<typeof config>, { name, base, quote }: Instrument): number =>
  Math.max(
    0,
    Math.min(MOST_BUFFER, c.hysteresisPair[name] ?? (base === 'CHF' || quote === 'CHF' ? CHF_BUFFER : c.hysteresis)),
  )

/**
 * Trades count by exit time in (t - window, t]. Every minute slice is evaluated, with or without a candle; slices that only carry
 * a request repeat the last evaluation (gateTsMs is its time). Verdicts count while the instrument is open and not near its
 * close. cooldownUntilMs 0 = none; winRate 0 without trades. Untraded instruments: off, numbers NaN.
 */
export const rollingGates = instrumentOperator({
  kind: 'gates@1',
  doc: 'Gates from the trailing summary of shadow trades: adaptive floors, hysteresis, hourly counters, cooldown.',
  in: {
    shadow: { openBps: f64.row, closed: u8.row, tradeBps: f64.row },
    session: { open: u8.row, nearClose: u8.row, tradingDay: i32.slice },
    candle: { present: u8.row },
  },
  out: schemas.gates,
  config,
  init: createState,
  save: ({ evaluator, gates, days, last, gateTsMs }) =>
    encodeState({
      evaluator: evaluatorState(evaluator),
      gates: { ...gates },
      days: { ...days },
      last: { ...last },
      gateTsMs,
    }),
  step: (state, time, { shadow, session, candle }, out, from, to) => {
    const { count, traded, evaluator, gates, days, last } = state
    // Gates and floors change about once an hour: write their rows only then, and repeat them in between.
    let since = from
    for (let s = from; s < to; s++) {
      const tsMs = time.tsMs[s]!
      const base = s * count
      const intervalNumber = Math.floor(tsMs / state.intervalMs)
      const countNumber = Math.floor(tsMs / state.countMs)
      const hourNumber = Math.floor(tsMs / HOUR_MS)
      // The first slice of each interval since 1970. Counting and sampling happen on whole minutes only.
      const due = intervalNumber !== last.interval
      const onMinute = due && tsMs % MINUTE_MS === 0
      const counts = onMinute && countNumber !== last.count
      const samples = onMinute && hourNumber !== last.hour
      if (due) state.gateTsMs = tsMs
      if (due) last.interval = intervalNumber
      if (counts) last.count = countNumber
      if (samples) last.hour = hourNumber
      out.gateTsMs[s] = state.gateTsMs
      for (let k = 0, i = base; k < count; k++, i++) {
        if (traded[k] === 0) continue
        if (shadow.closed[i] === 1) addShadowTrade(evaluator, k, tsMs, shadow.tradeBps[i]!)
        if (candle.present[i] === 1 && isWarming(gates, k)) markDay(days, k, session.tradingDay[s]!, tsMs)
      }
      let changed = samples || s === from
      if (due) {
        summarize(evaluator, traded, tsMs, shadow.openBps, base)
        for (let k = 0, i = base; k < count; k++, i++) {
          if (traded[k] === 0) continue
          if (samples) sampleHour(evaluator, k)
          if (!(counts || isWarming(gates, k) || isCooling(gates, k))) continue
          advance(state, k, tsMs, counts && session.open[i] === 1 && session.nearClose[i] === 0)
          changed = true
        }
      }
      writeSummary(out, base, evaluator.summary)
      if (!changed) continue
      repeatGates(out, since * count, count, base)
      writeGates(out, base, gates, evaluator.floors, state.buffer)
      since = s
    }
    repeatGates(out, since * count, count, to * count)
  },
  warmup: ({ windowDays }) => (windowDays + RING_DAYS) * 1440,
})

const advance = (state: GatesState, k: number, tsMs: number, counts: boolean): void => {
  const { evaluator, gates, days } = state
  if (isWarming(gates, k)) {
    const enough = evaluator.summary.trades[k]! >= state.warmTrades && hasDays(days, k, tsMs - evaluator.windowMs)
    if (!enough) return
    endWarming(gates, k)
  }
  endCooldown(gates, k, tsMs)
  if (counts) countVerdict(gates, k, gateVerdict(evaluator, k, state.buffer[k]!), tsMs + state.cooldownMs)
}
