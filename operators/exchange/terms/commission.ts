/** Commission plans: the setting, the presets of the broker's divisions, and what they mean for the instruments of a world. */
import { z } from 'zod'
import { pairName } from '../../../model/pair-name.js'
import { SepError } from '../../../model/error-codes.js'
import type { World } from '../../../model/world.js'

const rate = z
  .strictObject({
    perUnit: z.number().min(0).max(1).optional(),
    perMillion: z.number().min(0).max(100_000).optional(),
    currency: z.string().regex(/^[A-Z]{3}$/, 'not a currency like USD'),
    when: z.enum(['each', 'open']).default('each'),
    min: z.number().min(0).max(10_000).default(0),
  })
  .refine((plan) => (plan.perUnit === undefined) !== (plan.perMillion === undefined), {
    error: 'give either perUnit or perMillion',
  })
type Rate = z.output<typeof rate>

export const COMMISSION_PRESETS = ['none', 'us-core', 'sg-core', 'au-core', 'bvi-core'] as const
export type CommissionPreset = (typeof COMMISSION_PRESETS)[number]
/** Pairs that are not named pay nothing. */
const byPair = z.record(pairName, rate)
export const commissionSetting = z.union([z.enum(COMMISSION_PRESETS), rate, byPair], {
  error:
    `one of ${COMMISSION_PRESETS.join(', ')}, or JSON, alone or by pair: ` +
    '{"perUnit" or "perMillion": x, "currency": "USD", "when": "each" or "open", "min": x}',
})
export type CommissionSetting = z.output<typeof commissionSetting>

/** US core: account currency per 10,000 units and leg. Other account currencies pay the dollar's figure, converted. */
const US_CORE: Readonly<Record<string, number>> = {
  USD: 0.7,
  CAD: 1,
  AUD: 1.2,
  CHF: 0.7,
  GBP: 0.6,
  EUR: 0.7,
  HKD: 5.5,
  JPY: 107.5,
  SGD: 1,
}

const presetRate = (preset: CommissionPreset, home: string): Rate | null => {
  const each = { when: 'each', min: 0 } as const
  if (preset === 'us-core') {
    const currency = US_CORE[home] === undefined ? 'USD' : home
    return { perUnit: US_CORE[currency]! / 10_000, currency, ...each }
  }
  if (preset === 'sg-core') return { perMillion: 50, currency: 'USD', ...each }
  if (preset === 'au-core') return { perUnit: 2.45 / 100_000, currency: 'USD', ...each }
  return preset === 'bvi-core' ? { perMillion: 40, currency: 'USD', when: 'open', min: 0 } : null
}

/** True if the plan comes with the broker's core spreads. */
export const hasCoreSpreads = (setting: CommissionSetting): boolean => typeof setting === 'string' && setting !== 'none'

/** By instrument. Both rates are of one leg: a plan `open` charges two legs when a trade opens and none when it closes. */
export interface CommissionTerms {
  /** Plan currency per unit. */
  readonly perUnit: Float64Array
  /** Fraction of the notional. */
  readonly perNotional: Float64Array
  /** Plan currency per fill. */
  readonly minimum: Float64Array
  readonly atOpen: Uint8Array
  /** Plan currency -> home: -1 = the same; j = rate of instrument j's quote currency; count + j = of its base currency. */
  readonly source: Int32Array
}

/**
 * Null if nothing is charged. A specification that has a commission of its own, as the broker sends it, overrides the setting.
 * `bad-config` if a plan's currency cannot be converted with the instruments of the world.
 */
export const commissionTerms = (setting: CommissionSetting, world: World): CommissionTerms | null => {
  const { instruments, home } = world
  const count = instruments.length
  const rates = instruments.map(
    (instrument) => ownRate(instrument.commission, home) ?? rateOf(setting, instrument.name, home),
  )
  if (rates.every((plan) => plan === null || (plan.min === 0 && !(plan.perUnit! > 0) && !(plan.perMillion! > 0))))
    return null
  const column = (of: (plan: Rate) => number | undefined) =>
    Float64Array.from(rates, (plan) => (plan === null ? 0 : (of(plan) ?? 0)))
  return {
    perUnit: column((plan) => plan.perUnit),
    perNotional: column((plan) => (plan.perMillion ?? 0) / 1e6),
    minimum: column((plan) => plan.min),
    atOpen: Uint8Array.from(rates, (plan) => (plan?.when === 'open' ? 1 : 0)),
    source: Int32Array.from(rates, (plan, k) =>
      // A share of the notional needs no rate of its own: the notional is converted anyway.
      plan === null || (plan.perUnit === undefined && plan.min === 0) ? -1 : sourceOf(plan.currency, world, k, count),
    ),
  }
}

const ownRate = (own: World['instruments'][number]['commission'], home: string): Rate | null =>
  own ? { perUnit: own.perUnit, currency: home, when: 'each', min: own.minimum } : null

const rateOf = (setting: CommissionSetting, name: string, home: string): Rate | null => {
  if (typeof setting === 'string') return presetRate(setting, home)
  return isRate(setting) ? setting : (setting[name] ?? null)
}

const isRate = (setting: Rate | Readonly<Record<string, Rate>>): setting is Rate =>
  typeof (setting as { readonly currency?: unknown }).currency === 'string'

/** The instrument itself first: its rate is always fresh when it fills. */
const sourceOf = (currency: string, { instruments, home }: World, k: number, count: number): number => {
  if (currency === home) return -1
  if (instruments[k]!.quote === currency) return k
  const quoted = instruments.findIndex(({ quote }) => quote === currency)
  if (quoted >= 0) return quoted
  const based = instruments.findIndex(({ base }) => base === currency)
  if (based >= 0) return count + based
  throw new SepError(
    'bad-config',
    `SEP_COMMISSION: a commission in ${currency} cannot be converted to ${home}: no instrument has ${currency}`,
  )
}
