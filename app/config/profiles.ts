/** Named sets of settings. */
import { SepError } from '../../model/error-codes.js'

export interface Profile {
  readonly name: string
  readonly about: string
  /** By path or environment name. */
  readonly set: { readonly [name: string]: unknown }
}

export const PROFILES: readonly Profile[] = Object.freeze([
  { name: 'default', about: 'changes nothing', set: {} },
  {
    name: 'demo',
    about: 'the pulse trader is on, so that something is traded before an instrument has earned a place',
    set: { PULSE_ENABLED: true },
  },
  {
    name: 'conservative',
    about: 'about a tenth of the leverage: value at risk 2 % of NAV, positions of 1 x NAV, entered at once',
    set: { RISK_MAX_VAR_PCT: 2, RISK_MAX_POSITION_SIZE: 1, PM_RAMP_STEP_PCT: 1 },
  },
  {
    name: 'original',
    about: "behaves like SEP's predecessor as far as settings can, for comparison",
    set: {
      ALLOC_SCORE_HALFLIFE_MIN: 0,
      ALLOC_SWITCH_MARGIN: 0,
      DESELECT_ACTION: 'flatten',
      BUDGET_BASIS: 'available',
      EVAL_FLOORS: 'original',
      EVAL_COUNT_EVERY_MIN: 1,
      FILL_TRADES: true,
      PULSE_ENABLED: true,
    },
  },
])

/** The profile of this name; an unknown one is `bad-config`. */
export const profileNamed = (name: string): Profile => {
  const profile = PROFILES.find((candidate) => candidate.name === name)
  if (profile) return profile
  throw new SepError(
    'bad-config',
    `--profile ${name}: known profiles are ${PROFILES.map((known) => known.name).join(', ')}`,
  )
}
