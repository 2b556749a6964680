/** Slices of candles that are believed. */
import { isoTime } from '../../../lib/iso-time.js'
import type { Logger } from '../../../lib/logger.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import type { AlarmLog } from '../../../sinks/alarms/alarm-log.js'
import { type LiveSlice, type LiveSlicesInputs, liveSlices } from '../../../sources/live/live-slices.js'
import type { Lease, Store } from '../../../store/store.js'
import type { Readiness } from '../monitoring/readiness.js'
import { createBeliefs } from './beliefs.js'
import { revisionWriter } from './revisions.js'
import { verdictReports } from './verdict-reports.js'

export interface ToOperator {
  readonly log: Logger
  readonly alarms: Pick<AlarmLog, 'raise'>
  readonly ready: Pick<Readiness, 'block'>
}
/** `lease` fences what is recorded. */
export interface OnRecord {
  readonly store: Store
  readonly lease: Lease
  readonly account: string
}
export interface BelievedMarket {
  /** The series of a history, without what is not believed. */
  past(series: CandleSeries): CandleSeries
  slices(record: OnRecord, inputs: Omit<LiveSlicesInputs, 'believe' | 'onRevision'>): AsyncGenerator<LiveSlice>
}

export const believedMarket = (names: readonly string[], operator: ToOperator): BelievedMarket => {
  const { log } = operator
  const beliefs = createBeliefs(names, log)
  return {
    past: (series) =>
      beliefs.take(series, Number.NaN, (instrument, refused) => {
        if (refused) log(`history without ${instrument} at ${isoTime(refused.candle.tMs[0]!)}: ${refused.why}`, 'warn')
      }),
    slices: async function* ({ store, lease, account }, inputs) {
      const record = revisionWriter(store, lease, account, log)
      const onVerdict = verdictReports({ store, record, ...operator })
      await beliefs.seed(store, inputs.afterMs)
      yield* liveSlices({
        ...inputs,
        believe: (series, quote) => beliefs.take(series, quote, onVerdict),
        onRevision: record,
      })
    },
  }
}
