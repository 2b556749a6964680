/** What stands between any signal and its order: read from the columns of `risk` and by the checks of the last gate. */
import { type RefusalName, RISK_BIT } from '../../../model/codes.js'
import type { ReadyCode } from '../../../model/ready-codes.js'
import { switchRefusals } from '../../../operators/risk/refusals.js'
import type { ControlRow } from '../../../sources/slices/control-row.js'
import { OUTAGE_CODES, type OutageCode } from './outages.js'

export interface AccountFacts {
  /** False: the switches cannot be read, and count as ON and paused. */
  readonly areSwitchesRead: boolean
  /** As the next slice would carry it. */
  readonly row: ControlRow
  readonly maxHeartbeatAgeMs: number
  /** `shut` of the newest slice; before it, that of the state that was resumed. */
  readonly shut: number
  /** Of the last gate, without outages; none in a part that does not trade. */
  readonly gate: readonly RefusalName[]
  readonly outage: (code: OutageCode) => string | null
  /** Null = held. */
  readonly lease: string | null
  /** Null = they come. */
  readonly slices: string | null
}

/** Codes that this finds; the others are set where their cause is. */
export type FoundCode = Exclude<ReadyCode, 'starting' | 'standby' | 'warming' | 'journal' | 'account' | 'instruments'>

const LATCHES = [
  ['drawdown', RISK_BIT.drawdown, 'the drawdown limit is reached: `sep arm` resets it'],
  ['daily_loss', RISK_BIT.daily_loss, 'the loss of the day has reached its limit: no increases until 17:00 New York'],
  ['margin', RISK_BIT.margin, 'too much margin is used: no increases until it is clearly less'],
] as const

const ARMED_BY = 'the kill switch is ON: `sep arm` turns it off, or names what keeps it on'
const UNREAD = 'the kill switch cannot be read and counts as ON'

/** Every code with its text; null = it does not hold. */
export const accountReasons = (facts: AccountFacts): ReadonlyMap<FoundCode, string | null> => {
  const { row, gate, shut } = facts
  const refused = switchRefusals(row.killSwitch, row.paused, row.connected, row.heartbeatAgeMs, facts.maxHeartbeatAgeMs)
  const isKilled = (refused & RISK_BIT.kill) !== 0 || gate.includes('kill')
  const isPaused = (refused & RISK_BIT.paused) !== 0 || gate.includes('paused')
  const found = new Map<FoundCode, string | null>([
    ['kill_switch', isKilled ? (facts.areSwitchesRead ? ARMED_BY : UNREAD) : null],
    ['paused', isPaused && facts.areSwitchesRead ? 'paused: `sep arm` resumes' : null],
    ['lease', facts.lease ?? (gate.includes('passive') ? 'the lease of the account has run out' : null)],
    ['slices', facts.slices],
  ])
  for (const [code, bit, text] of LATCHES) found.set(code, (shut & bit) === 0 ? null : text)
  for (const code of OUTAGE_CODES) if (code !== 'account') found.set(code, facts.outage(code))
  return found
}
