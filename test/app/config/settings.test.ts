/** The names and defaults that users rely on: a changed one must be changed here too, on purpose. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { leavesOf } from '../../../app/config/leaves/leaves.js'
import { resolveSettings, SECTIONS } from '../../../app/config/settings.js'

/** Every environment name with its default; null: none, see the description. */
const DEFAULTS: { readonly [name: string]: unknown } = {
  HOTBAND_PAIRS: null,
  FILL_TRADES: null,
  SPREAD_MODEL: null,
  SPREAD_FACTOR: 1,
  SESSION_EXIT_MINUTES: 5,
  ROLLOVER_ACTION: 'hold',
  BLACKOUT_ACTION: 'hold',
  QBSA_NO_VOLUME: 'range',
  QFH_COHERENCE: 'v2',
  QFH_EXTENDED: false,
  ECHO_LOOKBACK_MINUTES: 60,
  AUTO_LOOK: 12,
  AUTO_THR_BPS: 2,
  AUTO_MIN_COHERENCE_DELTA: -0.02,
  AUTO_DIRECTION_MODE: 'combined',
  AUTO_TP_ATR_N: 14,
  AUTO_TP_ATR_GRAN: 'M5',
  GUARD_MIN_COHERENCE: null,
  AUTO_MIN_COHERENCE: null,
  GUARD_MIN_STABILITY: 0.4,
  GUARD_MAX_RUPTURE: 0.6,
  AUTO_MAX_RUPTURE: 0.6,
  GUARD_MAX_ENTROPY: null,
  AUTO_MAX_ENTROPY: null,
  ECHO_HAZARD_MAX: 1,
  ECHO_MIN_REPETITIONS: 0,
  MAX_SPREAD_BPS: 2.5,
  MAX_SPREAD_JSON: {},
  AUTO_ENTRY_CD_SEC: 60,
  AUTO_EXIT_CD_SEC: 60,
  EXIT_PNL_ENABLED: true,
  EXIT_PNL_TP_PCT: 0.5,
  EXIT_PNL_SL_PCT: 1.25,
  EXIT_SLOPE_ENABLED: true,
  EXIT_SLOPE_BPS: 1,
  PULSE_ENABLED: false,
  PULSE_INTERVAL_SEC: 300,
  PULSE_MAX_PER_DAY: 24,
  HOTBAND_WINDOW_DAYS: 30,
  EVAL_INTERVAL_SEC: 60,
  EVAL_COUNT_EVERY_MIN: 60,
  EVAL_MIN_TRADES: 10,
  EVAL_CALMAR_MIN: 0.15,
  EVAL_CALMAR_CAP: 0.5,
  EVAL_PNL_MIN: 0,
  EVAL_FLOORS: 'adaptive',
  HYSTERESIS_DEFAULT: 0.1,
  HYSTERESIS_PAIR_JSON: {},
  ALLOC_TOP_K: 3,
  ALLOC_INTERVAL_SEC: 60,
  ALLOC_SCORE_WEIGHT_COHERENCE: 0.6,
  ALLOC_SCORE_WEIGHT_STABILITY: 0.2,
  ALLOC_SCORE_WEIGHT_RUPTURE: 0.15,
  ALLOC_SCORE_WEIGHT_ENTROPY: 0.05,
  ALLOC_SCORE_WEIGHT_HAZARD: 0,
  ALLOC_SCORE_HALFLIFE_MIN: 30,
  ALLOC_SWITCH_MARGIN: 0.02,
  ALLOC_FILL: 'always',
  SPINUP_MAX_MIN: 60,
  GATES_BLOB_MAX_AGE_SEC: 180,
  RISK_ALLOC_TARGET_PCT: 0.3,
  PM_MAX_PER_POS_PCT: 0.34,
  PM_DEADBAND_PCT: 0.2,
  RISK_MAX_VAR_PCT: 12,
  RISK_MAX_POSITION_SIZE: 6,
  BUDGET_BASIS: 'capacity',
  DESELECT_ACTION: 'hold',
  GATE_OFF_ACTION: 'hold',
  PULSE_SIZE_PCT: 25,
  PM_RAMP_STEP_PCT: 0.25,
  PRICE_BOUND_SPREADS: 3,
  AUTO_SL: true,
  AUTO_TP_ATR_K: 1.8,
  AUTO_SL_PIPS: 20,
  AUTO_TP_ON_FILL_ENABLED: true,
  STOP_MAX_PCT: 3,
  STOP_MAX_ATR: 6,
  RISK_PER_TRADE_PCT: null,
  AUTO_TP_MODE: 'atr',
  AUTO_TP_RR: 1.5,
  AUTO_TP_PIPS: 30,
  FRESH_MAX_SIGNAL_AGE_SEC: 120,
  FRESH_MAX_PRICE_AGE_SEC: 60,
  MARGIN_HYST_HIGH: 0.3,
  MARGIN_HYST_LOW: 0.27,
  RISK_MAX_DAILY_LOSS: 3,
  RISK_MAX_POSITIONS_PER_PAIR: 8,
  RISK_MAX_TOTAL_POSITIONS: null,
  RISK_MAX_NET_UNITS_PER_PAIR: null,
  RISK_MAX_ORDERS_PER_MIN: 20,
  RISK_MAX_CCY_EXPOSURE: 8,
  RISK_MAX_DRAWDOWN_PCT: 10,
  RISK_MAX_DRAWDOWN_ACTION: 'report',
  FILL_DELAY_MS: 2000,
  SLIPPAGE_BPS: 0.2,
  CONVERSION_FEE: 0.005,
  ORDER_MAX_AGE_SEC: 120,
  SEP_INSTRUMENTS: null,
  SEP_CAPITAL: 100_000,
  SEP_ACCOUNT_MARGIN_RATE: 0,
  SEP_FINANCING: {},
  QFH_SIGNATURE_PRECISION: 2,
  EVAL_WARM_TRADES: 10,
  EVAL_WARM_DAYS: 10,
  EVAL_COOLDOWN_HOURS: 2,
  AUTO_SL_MIN_SPREADS: 3,
  FRESH_MAX_HEARTBEAT_AGE_SEC: 10,
  OTHER_SESSION: 'london',
  CURRENCY_SESSIONS_JSON: {
    ...{ JPY: 'tokyo', EUR: 'london', GBP: 'london', CHF: 'london' },
    ...{ USD: 'newYork', CAD: 'newYork', AUD: 'sydney', NZD: 'sydney' },
  },
  SESSIONS_JSON: {
    tokyo: { zone: 'Asia/Tokyo', open: '09:00', close: '18:00' },
    london: { zone: 'Europe/London', open: '08:00', close: '17:00' },
    newYork: { zone: 'America/New_York', open: '08:00', close: '17:00' },
    sydney: { zone: 'Australia/Sydney', open: '08:00', close: '17:00' },
  },
  SHADOW_NOTIONAL: 100_000,
  SEP_COMMISSION: 'none',
  SEP_DEPTH: 'ladder',
  SEP_DIVISION: 'us',
}
const leaves = leavesOf(SECTIONS).filter(({ from }) => from === undefined)
const valueOf = (settings: object, path: string): unknown => {
  const [section, key] = path.split('.') as [string, string]
  return (settings as Record<string, Record<string, unknown>>)[section]?.[key]
}

const flat = (settings: object): { readonly [path: string]: unknown } =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([section, values]) =>
      Object.entries(values as object).map(([key, value]) => [`${section}.${key}`, value as unknown]),
    ),
  )
const FLAT = flat(resolveSettings())

/** The leaf and all that copy it, over any number of links. */
const followers = (path: string): string[] => [
  path,
  ...leavesOf(SECTIONS)
    .filter(({ from }) => from === path)
    .flatMap((leaf) => followers(leaf.path)),
]

/** Values of leaves with a shape of their own, or bound to another leaf: the upper margin stays above the lower. */
const SHAPED: { readonly [path: string]: unknown } = {
  'run.pairs': ['EUR_USD', 'USD_JPY'],
  'session.blackouts': [{ from: '07-03', to: '07-05' }],
  'session.sessions': {
    ...(FLAT['session.sessions'] as object),
    london: { zone: 'Europe/London', open: '07:30', close: '16:00' },
  },
  'session.currencySessions': { EUR: 'newYork' },
  'session.otherSession': 'tokyo',
  'guards.maxSpread': { EUR_USD: 1.5 },
  'gates.hysteresisPair': { EUR_USD: 0.2 },
  'risk.marginHystHigh': 0.4,
  'broker.financing': { EUR_USD: { longRate: -0.02, shortRate: 0.01, daysCharged: [1, 1, 3, 1, 1, 0, 0] } },
}

interface Shape {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Shape[]
  readonly minimum?: number
  readonly maximum?: number
  readonly multipleOf?: number
}
/** A value that the leaf's schema allows and that is not its default. */
const otherValue = ({ path, schema }: (typeof leaves)[number]): unknown => {
  const now = FLAT[path]
  if (path in SHAPED) return SHAPED[path]
  const candidates = ({ type, enum: members = [], anyOf = [], minimum, maximum, multipleOf }: Shape): unknown[] => {
    const from = typeof now === 'number' ? now : (minimum ?? 0)
    return [
      ...anyOf.flatMap(candidates),
      ...members,
      ...[type].flat().flatMap((name): unknown[] => {
        if (name === 'boolean') return [now !== true]
        if (name === 'string') return ['some/file.json']
        if (name === 'integer') return [from + (multipleOf ?? 1), from - 1]
        return name === 'number' ? [from / 2, from + ((maximum ?? from + 2) - from) / 2] : []
      }),
    ]
  }
  const value = candidates(z.toJSONSchema(schema, { io: 'input' }) as Shape).find(
    (candidate) => candidate !== now && schema.safeParse(candidate).success,
  )
  expect(value, `${path}: no value but its default is known`).not.toBe(undefined)
  return value
}

describe('settings', () => {
  test('every name has the default that is promised, and there are no others', () => {
    const settings = resolveSettings()
    const found = leaves.flatMap(({ path, names }) => names.map((name) => [name, valueOf(settings, path)]))
    expect(Object.fromEntries(found)).toEqual(DEFAULTS)
    expect(leaves.filter(({ fileName }) => fileName).map(({ path, fileName }) => [path, fileName])).toEqual([
      ['session.blackouts', 'BLACKOUT_FILE'],
    ])
  })

  test.each(leaves.map((leaf) => ({ ...leaf, leaf })))('$path can be set, and nothing else moves', ({ path, leaf }) => {
    const value = otherValue(leaf)
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    const expected = { ...FLAT, ...Object.fromEntries(followers(path).map((follower) => [follower, value])) }
    expect(expected).not.toEqual(FLAT)
    for (const key of [path, ...leaf.names])
      expect(flat(resolveSettings({ set: [`${key}=${text}`] })), `--set ${key}`).toEqual(expected)
    for (const name of leaf.names) expect(flat(resolveSettings({ env: { [name]: text } })), name).toEqual(expected)
  })
})
