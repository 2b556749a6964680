/** What follows from a candle that is not believed: an alarm, a block of its instrument, and the verdict on record. */
import { isoTime } from '../../../lib/iso-time.js'
import type { Logger } from '../../../lib/logger.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { AlarmLog } from '../../../sinks/alarms/alarm-log.js'
import { candleWrites } from '../../../sinks/mirrors/candle.js'
import type { Store } from '../../../store/store.js'
import { bestEffort } from '../../../store/store-fault.js'
import { storedCandle } from '../../store-jobs/stored-candle.js'
import type { Readiness } from '../monitoring/readiness.js'
import type { OnVerdict } from './beliefs.js'
import type { RevisionWriter } from './revisions.js'

export interface VerdictReportsInputs {
  readonly store: Store
  readonly record: RevisionWriter
  readonly alarms: Pick<AlarmLog, 'raise'>
  readonly ready: Pick<Readiness, 'block'>
  readonly log: Logger
}

const CODE = 'implausible'

/** The block ends with the next candle that is believed. */
export const verdictReports =
  ({ store, record, alarms, ready, log }: VerdictReportsInputs): OnVerdict =>
  (instrument, refused) => {
    if (refused === null) return ready.block(instrument, CODE, null)
    const { candle, why } = refused
    const tMs = candle.tMs[0]!
    const text = `implausible data at ${isoTime(tMs + MINUTE_MS)}: ${why}; the candle is left out, no order follows from it`
    alarms.raise(CODE, `${instrument}: ${text}`)
    ready.block(instrument, CODE, text)
    record({ instrument, refused: candle, why })
    // Readers of the store obey it, as a restart does.
    void bestEffort(
      () => store.write(candleWrites(instrument, 'M1', [storedCandle(candle, 0, true)], tMs)),
      (fault) => log(`refused candle of ${instrument}: ${fault.message}`, 'warn'),
    )
  }
