/** An event for the log or an alarm. `text` contains no secret. */
export interface OandaEvent {
  readonly kind: 'unauthorized' | 'refused' | 'accepted' | 'rate-limited' | 'unreadable' | 'unknown-outcome' | 'retry'
  readonly text: string
  /** Of `rate-limited`: how long no read will be sent, ms. */
  readonly waitMs?: number
}
