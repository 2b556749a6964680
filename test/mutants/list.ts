/** All mutants, by area. */
import { AUTH_MUTANTS } from './auth.js'
import { DOCTOR_MUTANTS } from './doctor.js'
import { JOURNAL_MUTANTS } from './journal.js'
import { LIVE_MUTANTS } from './live.js'
import { MONEY_MUTANTS } from './money.js'
import type { Mutant } from './mutant.js'
import { NOTIFY_MUTANTS } from './notify.js'
import { ORDER_MUTANTS } from './orders.js'
import { READY_MUTANTS } from './ready.js'
import { RISK_MUTANTS } from './risk.js'
import { STATISTICS_MUTANTS } from './statistics.js'
import { STORE_MUTANTS } from './store.js'
import { STRATEGY_MUTANTS } from './strategy.js'
import { SWITCH_MUTANTS } from './switches.js'
import { TRIAL_MUTANTS } from './trials.js'
import { WIRE_MUTANTS } from './wire.js'

export const MUTANTS: readonly Mutant[] = [
  ...ORDER_MUTANTS,
  ...SWITCH_MUTANTS,
  ...WIRE_MUTANTS,
  ...RISK_MUTANTS,
  ...STRATEGY_MUTANTS,
  ...MONEY_MUTANTS,
  ...JOURNAL_MUTANTS,
  ...STORE_MUTANTS,
  ...AUTH_MUTANTS,
  ...DOCTOR_MUTANTS,
  ...READY_MUTANTS,
  ...TRIAL_MUTANTS,
  ...STATISTICS_MUTANTS,
  ...NOTIFY_MUTANTS,
  ...LIVE_MUTANTS,
]
