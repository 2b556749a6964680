/** Every setting of SEP: the nodes of the graph, the paper broker and the run. Profiles are named sets of settings. */
import { z } from 'zod'
import { SepError } from '../../model/error-codes.js'
import { allocate } from '../../operators/allocate.js'
import { direction } from '../../operators/direction.js'
import { marketGuards } from '../../operators/market-guards.js'
import { orders } from '../../operators/orders.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { performance } from '../../operators/performance.js'
import { qbsa } from '../../operators/qbsa.js'
import { qfh } from '../../operators/qfh.js'
import { riskGuards } from '../../operators/risk-guards.js'
import { rollingGates } from '../../operators/rolling-gates.js'
import { sessionCalendar } from '../../operators/session-calendar.js'
import { shadowStrategy } from '../../operators/shadow-strategy.js'
import { size } from '../../operators/size.js'
import { strategy } from '../../operators/strategy.js'
import { type ConfigInputs, type Resolved, resolveConfig } from './resolve.js'

const pairName = z.string().regex(/^[A-Z]{3}_[A-Z]{3}$/, { error: 'write pairs like EUR_USD' })
const run = z.strictObject({
  pairs: z
    .union([z.string(), z.array(z.string())])
    .nullable()
    .default(null)
    .transform((given) => (typeof given === 'string' ? given.split(',').map((name) => name.trim()) : given))
    .pipe(z.array(pairName).min(1).max(100).nullable())
    .meta({ env: 'HOTBAND_PAIRS', description: 'instruments to trade; none: all of the data or the broker' }),
  fillTrades: z.boolean().nullable().default(null).meta({
    env: 'FILL_TRADES',
    description: 'whether filled places may increase; none: yes in a backtest and in paper, no in practice and live',
  }),
  spreadModel: z
    .string()
    .nullable()
    .default(null)
    .meta({ env: 'SPREAD_MODEL', description: 'file of the spread model, by pair and New York hour' }),
  instruments: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: 'file of instrument specifications; none: OANDA US' }),
})

export const SECTIONS = {
  run,
  session: sessionCalendar.config,
  qbsa: qbsa.config,
  qfh: qfh.config,
  direction: direction.config,
  guards: marketGuards.config,
  strategy: strategy.config,
  shadow: shadowStrategy.config,
  gates: rollingGates.config,
  allocate: allocate.config,
  size: size.config,
  orders: orders.config,
  risk: riskGuards.config,
  performance: performance.config,
  broker: paperBroker.config,
}
export type Settings = Resolved<typeof SECTIONS>

/**
 * `demo`: trades even if no instrument has earned a place. `conservative`: a tenth of the leverage. `original`: behaves like SEP's
 * predecessor, for comparison.
 */
export const PROFILES: { readonly [name: string]: { readonly [path: string]: unknown } } = Object.freeze({
  default: {},
  demo: { PULSE_ENABLED: true },
  conservative: { RISK_MAX_VAR_PCT: 2, RISK_MAX_POSITION_SIZE: 1, PM_RAMP_STEP_PCT: 1 },
  original: {
    ALLOC_SCORE_HALFLIFE_MIN: 0,
    ALLOC_SWITCH_MARGIN: 0,
    DESELECT_ACTION: 'flatten',
    BUDGET_BASIS: 'available',
    EVAL_FLOORS: 'original',
    EVAL_COUNT_EVERY_MIN: 1,
    FILL_TRADES: true,
    PULSE_ENABLED: true,
  },
})

export interface SettingInputs extends Omit<ConfigInputs, 'profile'> {
  readonly profile?: string
}

/** Resolves all settings; an unknown profile is `bad-config`. */
export const resolveSettings = (inputs: SettingInputs = {}): Settings => {
  const name = inputs.profile ?? 'default'
  const profile = PROFILES[name]
  if (!profile) {
    throw new SepError('bad-config', `--profile ${name}: known profiles are ${Object.keys(PROFILES).join(', ')}`)
  }
  return resolveConfig(SECTIONS, { ...inputs, profile })
}
