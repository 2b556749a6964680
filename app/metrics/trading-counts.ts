/** Counts what becomes of orders and what the broker refuses, for a scrape. */
import type { SampleSource } from '../../api/metrics/sample-source.js'
import type { OandaEvent } from '../../oanda/client/oanda-event.js'
import type { LiveEvent } from '../live/events/live-events.js'
import { tally } from './tally.js'

export interface TradingCounts {
  /** Counts and passes on. */
  readonly onEvent: (event: LiveEvent) => void
  readonly fault: (kind: OandaEvent['kind']) => void
  readonly source: SampleSource
}

const OUTCOMES = ['fill', 'exit', 'rejected', 'refused', 'unknown', 'abandoned'] as const

const FAULTS: readonly OandaEvent['kind'][] = [
  'unauthorized',
  'refused',
  'rate-limited',
  'unreadable',
  'unknown-outcome',
  'retry',
]

export const tradingCounts = (next: (event: LiveEvent) => void = () => {}): TradingCounts => {
  const events = tally()
  const faults = tally()
  // From the start, so that the first one is an increase.
  for (const event of OUTCOMES) events.count(event, 0)
  for (const kind of FAULTS) faults.count(kind, 0)
  return {
    onEvent: (event) => {
      if ((OUTCOMES as readonly string[]).includes(event.event)) events.count(event.event)
      next(event)
    },
    fault: (kind) => faults.count(kind),
    source: {
      source: 'trading',
      addTo: (add) => {
        events.each((event, total) => add('sep_order_events_total', total, { event }))
        faults.each((kind, total) => add('sep_broker_faults_total', total, { kind }))
      },
    },
  }
}
