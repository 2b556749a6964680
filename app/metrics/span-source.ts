/** Whether the stored runs of spans are consistent, for a scrape: all of them are read, so at most every five minutes. */
import type { SampleSource } from '../../api/metrics/sample-source.js'
import type { Clock } from '../../lib/clock.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import type { StoreReads } from '../../store/store.js'
import { type SpanIntegrity, spanIntegrity } from '../../studies/spans/span-integrity.js'
import { storedSpans } from '../../studies/spans/stored-spans.js'

const FRESH_MS = 5 * MINUTE_MS

/** A scrape does not wait: it gets what the check before it found, and nothing before the first has ended. */
export const spanSource = (store: StoreReads, clock: Pick<Clock, 'monotonicMs'>): SampleSource => {
  const held = { found: null as SpanIntegrity | null, askedMs: Number.NEGATIVE_INFINITY }
  const check = async (): Promise<void> => {
    const { runs, indices } = await storedSpans(store)
    held.found = spanIntegrity(runs, indices)
  }
  return {
    source: 'spans',
    addTo: (add) => {
      if (clock.monotonicMs() - held.askedMs >= FRESH_MS) {
        held.askedMs = clock.monotonicMs()
        // What cannot be read is not known.
        void check().catch(() => Object.assign(held, { found: null }))
      }
      if (held.found === null) return
      add('sep_span_integrity_ok', Number(held.found.ok))
      add('sep_span_monotonic_violations_total', held.found.monotonicViolations)
    },
  }
}
