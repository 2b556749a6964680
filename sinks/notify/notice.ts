/** One thing that an operator may want to hear of, before a channel puts it into words of its service. */

export const NOTICE_KINDS = [
  'orders',
  'fills',
  'exits',
  'outcomes',
  'alarms',
  'kill_switch',
  'lease',
  'mode',
  'summary',
  'test',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

export const NOTICE_SEVERITIES = ['info', 'warning', 'critical'] as const
export type NoticeSeverity = (typeof NOTICE_SEVERITIES)[number]

export interface Notice {
  /** The alarm's id, or the stream entry's; the same each time that it is sent. */
  readonly id: string
  readonly kind: NoticeKind
  readonly severity: NoticeSeverity
  /** When it happened, ms UTC. */
  readonly tsMs: number
  readonly title: string
  /** Lines below the title; empty = the title is all. */
  readonly text: string
  /** The id of what it continues: a reminder, or the end of an alarm. */
  readonly about?: string
}
