/** Sessions, closes, rollover and blackouts of every instrument at the slice's event time. */
import { z } from 'zod'
import { MINUTE_MS } from '../lib/time-units.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import type { World } from '../model/world.js'
import {
  type BlackoutRule,
  blackoutEdge,
  blackoutRule,
  concerns,
  DEFAULT_BLACKOUTS,
  isBlackout,
} from './calendar/blackout.js'
import {
  dailyBreak,
  fxWeekEdge,
  fxWeekEnd,
  isFxWeekMinute,
  nextRoll,
  rolloverWindow,
  tradingDay,
} from './calendar/new-york.js'
import { type DailyWindow, dailyWindow, unionEnd, windowEdge, windowEnd } from './calendar/window.js'
import { isZone } from './calendar/zone.js'

const action = z.enum(['hold', 'flatten']).default('hold')
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const config = z
  .strictObject({
    sessionExitMinutes: z.number().min(0).max(1440).default(5).meta({
      env: 'SESSION_EXIT_MINUTES',
      description: 'minutes before the close from which there are no entries or adds and positions are closed',
    }),
    rolloverAction: action.meta({
      env: 'ROLLOVER_ACTION',
      description: 'positions during 16:50-17:15 New York: hold or flatten',
    }),
    blackoutAction: action.meta({
      env: 'BLACKOUT_ACTION',
      description: 'positions during a blackout: hold or flatten',
    }),
    blackouts: z
      .array(blackoutRule)
      .default([...DEFAULT_BLACKOUTS])
      .meta({ fileEnv: 'BLACKOUT_FILE', description: 'blackouts {from, to, currencies?}, UTC, [from, to)' }),
    sessions: z
      .record(
        z.string(),
        z.strictObject({
          zone: z.string().refine(isZone, { error: 'not an IANA time zone' }),
          open: timeOfDay,
          close: timeOfDay,
        }),
      )
      .default({
        tokyo: { zone: 'Asia/Tokyo', open: '09:00', close: '18:00' },
        london: { zone: 'Europe/London', open: '08:00', close: '17:00' },
        newYork: { zone: 'America/New_York', open: '08:00', close: '17:00' },
        sydney: { zone: 'Australia/Sydney', open: '08:00', close: '17:00' },
      })
      .meta({ env: 'SESSIONS_JSON', description: 'sessions by name: local wall clock HH:MM, half-open' }),
    currencySessions: z
      .record(z.string(), z.string())
      .default({
        JPY: 'tokyo',
        EUR: 'london',
        GBP: 'london',
        CHF: 'london',
        USD: 'newYork',
        CAD: 'newYork',
        AUD: 'sydney',
        NZD: 'sydney',
      })
      .meta({ env: 'CURRENCY_SESSIONS_JSON', description: 'session of each currency' }),
    otherSession: z
      .string()
      .default('london')
      .meta({ env: 'OTHER_SESSION', description: 'session of all other currencies' }),
  })
  .check(({ value: c, issues }) => {
    const used = [
      ...Object.entries(c.currencySessions).map(([currency, name]) => ({ name, path: ['currencySessions', currency] })),
      { name: c.otherSession, path: ['otherSession'] },
    ]
    const unknown = used.filter(({ name }) => !Object.hasOwn(c.sessions, name))
    for (const { name, path } of unknown)
      issues.push({
        code: 'custom',
        path,
        input: name,
        message: `there is no session '${name}'; there are ${Object.keys(c.sessions).join(', ')}`,
      })
  })

/** Rows valid in [fromMs, toMs); outside it everything is recomputed. */
interface SessionState {
  readonly count: number
  readonly traded: Uint8Array
  readonly exitMs: number
  readonly flattenRollover: number
  readonly flattenBlackout: number
  /** Per instrument, the sessions of its currencies. */
  readonly sessions: readonly (readonly DailyWindow[])[]
  readonly blackouts: readonly (readonly BlackoutRule[])[]
  readonly pause: DailyWindow
  readonly roll: DailyWindow
  /** Every window and blackout whose edges change a row. */
  readonly windows: readonly DailyWindow[]
  readonly rules: readonly BlackoutRule[]
  readonly open: Uint8Array
  readonly nearClose: Uint8Array
  readonly rollover: Uint8Array
  readonly blackout: Uint8Array
  readonly entryOk: Uint8Array
  readonly forceFlat: Uint8Array
  readonly closeTsMs: Float64Array
  fromMs: number
  toMs: number
  /** `blackout` is valid in [datesFromMs, datesToMs). */
  datesFromMs: number
  datesToMs: number
  weekOpen: number
  tradingDay: number
}

const createState = (c: z.output<typeof config>, world: World): SessionState => {
  const count = world.instruments.length
  const byName = new Map(Object.entries(c.sessions).map(([name, s]) => [name, dailyWindow(s.zone, s.open, s.close)]))
  const sessionOf = (currency: string) => byName.get(c.currencySessions[currency] ?? c.otherSession)!
  const sessions = world.instruments.map(({ base, quote }) => [...new Set([sessionOf(base), sessionOf(quote)])])
  const pause = dailyBreak()
  const roll = rolloverWindow()
  return {
    count,
    traded: world.traded,
    exitMs: c.sessionExitMinutes * MINUTE_MS,
    flattenRollover: c.rolloverAction === 'flatten' ? 1 : 0,
    flattenBlackout: c.blackoutAction === 'flatten' ? 1 : 0,
    sessions,
    blackouts: world.instruments.map(({ base, quote }) => c.blackouts.filter((rule) => concerns(rule, [base, quote]))),
    pause,
    roll,
    windows: [...new Set([pause, roll, ...sessions.flat()])],
    rules: c.blackouts,
    open: new Uint8Array(count),
    nearClose: new Uint8Array(count),
    rollover: new Uint8Array(count),
    blackout: new Uint8Array(count),
    entryOk: new Uint8Array(count),
    forceFlat: new Uint8Array(count),
    closeTsMs: new Float64Array(count).fill(Number.NaN),
    fromMs: Number.NaN,
    toMs: Number.NaN,
    datesFromMs: Number.NaN,
    datesToMs: Number.NaN,
    weekOpen: 0,
    tradingDay: 0,
  }
}

/** Depends on time alone: rows are written for every instrument, with or without a candle. Untraded instruments are closed. */
export const sessionCalendar = instrumentOperator({
  kind: 'session@1',
  doc: 'Which instruments are open, when they close, and when rollover, daily break or blackout block entries. Depends on time alone.',
  in: { candle: { present: u8.row } },
  out: schemas.session,
  config,
  init: createState,
  save: () => new Uint8Array(0),
  step: (state, { tsMs }, _input, out, from, to) => {
    const { count } = state
    for (let s = from; s < to; ) {
      if (!(tsMs[s]! >= state.fromMs && tsMs[s]! < state.toMs)) refresh(state, tsMs[s]!)
      let end = s + 1
      while (end < to && tsMs[end]! < state.toMs) end++
      out.weekOpen.fill(state.weekOpen, s, end)
      out.tradingDay.fill(state.tradingDay, s, end)
      repeatRow(out.open, state.open, s * count, end * count)
      repeatRow(out.nearClose, state.nearClose, s * count, end * count)
      repeatRow(out.rollover, state.rollover, s * count, end * count)
      repeatRow(out.blackout, state.blackout, s * count, end * count)
      repeatRow(out.entryOk, state.entryOk, s * count, end * count)
      repeatRow(out.forceFlat, state.forceFlat, s * count, end * count)
      repeatRow(out.closeTsMs, state.closeTsMs, s * count, end * count)
      s = end
    }
  },
})

/** Writes the same values for every slice of rows [from, to): once, then by doubling what is there. */
const repeatRow = <A extends Uint8Array | Float64Array>(rows: A, values: A, from: number, to: number): void => {
  rows.set(values, from)
  for (let done = from + values.length; done < to; done += done - from)
    rows.copyWithin(done, from, Math.min(done, from + to - done))
}

/** Computes all rows at tsMs, and the next instant at which one of them changes. */
const refresh = (state: SessionState, tsMs: number): void => {
  const week = isFxWeekMinute(tsMs)
  const weekEndMs = fxWeekEnd(tsMs)
  const pausing = windowEnd(state.pause, tsMs) > tsMs
  const rolling = windowEnd(state.roll, tsMs) > tsMs ? 1 : 0
  if (!(tsMs >= state.datesFromMs && tsMs < state.datesToMs)) refreshBlackouts(state, tsMs)
  let toMs = Math.min(fxWeekEdge(tsMs), nextRoll(tsMs), state.datesToMs)
  for (const window of state.windows) toMs = Math.min(toMs, windowEdge(window, tsMs))
  for (let k = 0; k < state.count; k++) {
    if (state.traded[k] === 0) continue
    const closeMs = week ? unionEnd(state.sessions[k]!, tsMs, weekEndMs) : Number.NaN
    const open = closeMs > tsMs ? 1 : 0
    const near = closeMs - tsMs <= state.exitMs ? 1 : 0
    const dark = state.blackout[k]!
    state.open[k] = open
    state.nearClose[k] = near
    state.rollover[k] = rolling
    state.entryOk[k] = open && !near && !rolling && !dark && !pausing ? 1 : 0
    state.forceFlat[k] = (rolling & state.flattenRollover) | (dark & state.flattenBlackout)
    state.closeTsMs[k] = closeMs
    if (open && !near) toMs = Math.min(toMs, closeMs - state.exitMs)
  }
  state.fromMs = tsMs
  state.toMs = toMs
  state.weekOpen = week ? 1 : 0
  state.tradingDay = tradingDay(tsMs)
}

/** Blackouts start and end on a few dates a year: look them up only then, not at every session edge. */
const refreshBlackouts = (state: SessionState, tsMs: number): void => {
  for (let k = 0; k < state.count; k++) {
    if (state.traded[k] === 0) continue
    state.blackout[k] = state.blackouts[k]!.some((rule) => isBlackout(rule, tsMs)) ? 1 : 0
  }
  state.datesFromMs = tsMs
  state.datesToMs = state.rules.reduce(
    (edgeMs, rule) => Math.min(edgeMs, blackoutEdge(rule, tsMs)),
    Number.POSITIVE_INFINITY,
  )
}
