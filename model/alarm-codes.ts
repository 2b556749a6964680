/** The kinds of alarms, with their severity and the causes that they fold into. */

/** `critical`: someone must act now. `warning`: someone must look today. `info`: worth knowing, no alarm. */
export type Severity = 'critical' | 'warning' | 'info'

export interface AlarmKind {
  readonly severity: Severity
  /** While one of these stands, a condition of this kind is a consequence and no alarm of its own. */
  readonly follows?: readonly string[]
}

const OUTAGES = ['broker', 'store'] as const

export const ALARM_KINDS = Object.freeze({
  // Conditions: they stand for some time.
  broker: { severity: 'critical' },
  store: { severity: 'critical' },
  prices: { severity: 'critical', follows: ['broker'] },
  transactions: { severity: 'critical', follows: ['broker'] },
  clock_skew: { severity: 'critical', follows: ['broker'] },
  journal: { severity: 'critical', follows: ['store', 'durability'] },
  outcomes: { severity: 'critical', follows: ['store', 'durability'] },
  lease: { severity: 'critical', follows: ['store'] },
  slices: { severity: 'critical', follows: OUTAGES },
  candles: { severity: 'warning', follows: OUTAGES },
  exits: { severity: 'critical', follows: OUTAGES },
  account: { severity: 'critical', follows: ['broker'] },
  history: { severity: 'critical', follows: OUTAGES },
  unreadable: { severity: 'critical' },
  durability: { severity: 'critical', follows: ['store'] },
  foreign: { severity: 'warning', follows: ['broker'] },
  // Events: they happen once.
  order: { severity: 'critical' },
  adopted: { severity: 'warning' },
  implausible: { severity: 'warning' },
  rejects: { severity: 'warning' },
  drawdown: { severity: 'critical' },
  kill_switch: { severity: 'warning', follows: ['store'] },
  shadow: { severity: 'warning' },
  weights: { severity: 'warning' },
  notify: { severity: 'warning' },
  guards: { severity: 'info' },
  places: { severity: 'info' },
} as const satisfies Readonly<Record<string, AlarmKind>>)
export type AlarmCode = keyof typeof ALARM_KINDS
