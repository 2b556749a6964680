/** What a file for `sep trials` may hold. `sep trials --schema` prints it as JSON Schema. */
import { z } from 'zod'
import { parseIsoTime } from '../../../lib/iso-time.js'
import { pairName } from '../../../model/pair-name.js'
import { COMMISSION_PRESETS } from '../../../operators/exchange/terms/commission.js'

const about = (description: string) => ({ description })
const days = z.number().positive().max(36_600)
const seed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/, {
    error: 'write a time like 2024-01-02 or 2024-01-02T08:00Z',
    abort: true,
  })
  .refine((text) => Number.isFinite(parseIsoTime(text)), { error: 'not in the calendar' })

/** Settings by path, environment name or short name (look). A list is an axis, any other value is fixed. */
const axes = z
  .record(z.string().min(1), z.json())
  .meta(about('settings by name: a list is an axis, another value is fixed'))

const samples = z.strictObject({
  n: z.int().min(1).max(100_000).meta(about('how many configurations')),
  seed: seed.default(1),
})

const sampling = z
  .union([z.literal('grid'), z.strictObject({ random: samples }), z.strictObject({ halton: samples })], {
    error: 'write grid, random: {n, seed} or halton: {n, seed}',
  })
  .default('grid')
  .meta(about('which points of the grid are tried: all, n at random, or n that fill it evenly'))

const synthetic = z.strictObject({
  seed: seed.default(1),
  days: z.int().min(1).max(3660).default(90).meta(about('calendar days')),
  from: time.default('2024-01-01').meta(about('first minute')),
})

const objective = z.enum(['pnl', 'calmar', 'dsr'])

export const sweepSpec = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, hyphens and underscores, at most 64')
      .meta(about('also the folder of the results')),
    graph: z.string().min(1).default('sep').meta(about('sep, sma-flip, or the path of a graph file')),
    data: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1).max(100)])
      .optional()
      .meta(about('folder of candles, or a list of folders; relative to this file')),
    synth: synthetic.optional().meta(about('a made market instead of data')),
    valkey: z
      .strictObject({ enabled: z.boolean().default(true) })
      .optional()
      .meta(about('candles come from the store, unless data or synth is given; results go there as well')),
    instruments: z
      .union([z.array(pairName).min(1).max(100), z.record(pairName, axes.nullable())])
      .optional()
      .meta(about('a list, or a map of instruments with their own axes; default: all of the data')),
    grid: axes.default({}),
    window_days: days.optional().meta(about('the last days of the data; default: all of it')),
    from: time.optional().meta(about('trades that close after it count')),
    to: time.optional().meta(about('end, exclusive')),
    sampling,
    folds: z
      .strictObject({
        train_days: days,
        test_days: days,
        step_days: days.optional().meta(about('default: test_days')),
        anchored: z.boolean().default(false).meta(about('every fold trains from the start of the window')),
      })
      .optional()
      .meta(about('walk-forward: train, then test on what follows')),
    kind: z
      .enum(['shadow', 'portfolio'])
      .default('shadow')
      .meta(about('shadow: each instrument at unit notional; portfolio: account, places and limits')),
    objective: z
      .union([objective, z.strictObject({ by: objective, min_trades: z.int().min(0).optional() })])
      .default('pnl')
      .meta(about('what makes one configuration better than another')),
    min_trades: z.int().min(0).max(1e9).optional().meta(about('fewer make no candidate; default 30')),
    costs: z
      .strictObject({
        commission: z.enum(COMMISSION_PRESETS).optional().meta(about('preset')),
        spread_factor: z.number().min(0).max(100).optional().meta(about('bid and ask move away from their mid')),
        slippage_factor: z.number().min(0).max(100).optional(),
      })
      .optional(),
    holdout_pct: z
      .union([z.number().positive().max(90), z.null().transform(() => 20)])
      .optional()
      .meta(about('the last part of the data, which no trial sees; without a number 20')),
    persist: z.boolean().optional().meta(about('write results to the store; default: as valkey.enabled')),
    home: z
      .string()
      .regex(/^[A-Z]{3}$/, 'a currency like USD')
      .default('USD')
      .meta(about('currency of the account')),
    lenient: z.boolean().default(false).meta(about('skip bad rows')),
    trust: z.boolean().default(false).meta(about('take prices that cannot be meant')),
  })
  .superRefine((spec, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (spec.data !== undefined && spec.synth !== undefined) fault('synth', 'data is given as well; keep one')
    if (spec.data === undefined && spec.synth === undefined && !spec.valkey?.enabled)
      fault('data', 'there is no data: name a folder, or synth, or set valkey.enabled')
    const names = Array.isArray(spec.instruments) ? spec.instruments : []
    const twice = names.find((name, n) => names.indexOf(name) < n)
    if (twice !== undefined) fault('instruments', `${twice} stands there twice`)
    if (spec.window_days !== undefined && spec.from !== undefined && spec.to !== undefined)
      fault('window_days', 'from and to are given as well; two of the three fix the window')
    if (spec.min_trades !== undefined && typeof spec.objective === 'object' && spec.objective.min_trades !== undefined)
      fault('min_trades', 'objective.min_trades is given as well; keep one')
    if (spec.persist && !spec.valkey?.enabled && spec.valkey !== undefined) fault('persist', 'valkey.enabled is false')
  })
export type SweepSpec = z.output<typeof sweepSpec>
