/** Every setting of SEP: the nodes of the graph, the paper broker and the run. */
import { z } from 'zod'
import { pairName } from '../../model/pair-name.js'
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
import type { ConfigInputs } from './leaves/layers.js'
import { profileNamed } from './profiles.js'
import { type Resolution, type Resolved, resolveWithOrigins } from './resolve.js'

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
  spreadFactor: z.number().min(0).max(100).default(1).meta({
    env: 'SPREAD_FACTOR',
    unit: 'factor',
    description:
      'multiplies every spread of a backtest, recorded or of the model; 0: both sides are the mid prices of the data',
  }),
  instruments: z
    .string()
    .nullable()
    .default(null)
    .meta({ env: 'SEP_INSTRUMENTS', description: 'file of instrument specifications; none: OANDA US' }),
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

/** What each section is about: the node that reads it, or its use where it is no node. */
export const SECTION_ABOUT: { readonly [S in keyof typeof SECTIONS]: string } = Object.freeze({
  run: 'What is traded, and files of facts about it.',
  session: sessionCalendar.doc,
  qbsa: qbsa.doc,
  qfh: qfh.doc,
  direction: direction.doc,
  guards: marketGuards.doc,
  strategy: strategy.doc,
  shadow: shadowStrategy.doc,
  gates: rollingGates.doc,
  allocate: allocate.doc,
  size: size.doc,
  orders: orders.doc,
  risk: riskGuards.doc,
  performance: performance.doc,
  broker: paperBroker.doc,
})

export interface SettingInputs extends Omit<ConfigInputs, 'profile'> {
  readonly profile?: string
}

/** Resolves all settings; an unknown profile is `bad-config`. */
export const resolveSettings = (inputs: SettingInputs = {}): Settings => settingsWithOrigins(inputs).config

/** The same, with the origin of each setting that is not at its default. */
export const settingsWithOrigins = (inputs: SettingInputs = {}): Resolution<typeof SECTIONS> => {
  const { set } = profileNamed(inputs.profile ?? 'default')
  return resolveWithOrigins(SECTIONS, { ...inputs, profile: set })
}
