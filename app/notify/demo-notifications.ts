/** Notifications of the demo, from what its page shows. They end with the process, as its alarms do. */
import type { LedgerReads } from '../../api/model/ledger/ledger-reads.js'
import type { Model } from '../../api/model/model.js'
import type { Compiled } from '../../graph/engine/run/compile.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import type { World } from '../../model/world.js'
import type { NotifyChannel } from '../../sinks/notify/channel.js'
import type { NotifyDay, NotifyState } from '../../store/notify/notify-state.js'
import type { NotifyCounts } from '../metrics/notify-counts.js'
import { controlNotice } from './feeds/control-feed.js'
import { eventNotice } from './feeds/event-notice.js'
import { pageFeed } from './feeds/page-feed.js'
import { notifier } from './notifier.js'
import { NO_BOOKINGS } from './summary/day-book.js'
import { daySummary } from './summary/day-summary.js'
import { dayTrack } from './summary/day-track.js'
import { ledgerBook } from './summary/ledger-book.js'

export interface DemoNotificationsInputs {
  readonly channels: readonly NotifyChannel[]
  readonly model: Pick<Model, 'account' | 'pipeline' | 'ledger'>
  readonly compiled: Pick<Compiled<World>, 'world'>
  readonly raise: (code: 'notify', text: string) => void
  /** Frames that end later are trading. */
  readonly tradingFromMs: number
  readonly counts: NotifyCounts['of']
  readonly clock: Clock
  readonly log: Logger
}
export interface DemoNotifications {
  readonly sinks: readonly FrameSink[]
  end(): Promise<void>
}

/** Runs from the call on. Without channels it does nothing. */
export const demoNotifications = (inputs: DemoNotificationsInputs): DemoNotifications => {
  const { channels, model, compiled, raise, tradingFromMs, clock, log } = inputs
  if (channels.length === 0) return { sinks: [], end: () => Promise.resolve() }
  const { ledger } = model
  const track = dayTrack()
  const sink = track.sink(compiled)
  const kept: { states: Readonly<Record<string, NotifyState>>; day: NotifyDay | null } = { states: {}, day: null }
  const alarms = async () => model.pipeline.alarms()
  const newest: { alarms: Awaited<ReturnType<typeof alarms>> } = { alarms: [] }
  const stop = new AbortController()
  const running = notifier(
    {
      ...{ channels, account: model.account, clock, log },
      feeds: ledger ? demoFeeds(ledger) : [],
      alarms: async () => (newest.alarms = await alarms()),
      unkept: () => [],
      summary: daySummary({
        track,
        eventMs: () => Number.NaN,
        book: ledger ? ledgerBook(ledger) : () => Promise.resolve(NO_BOOKINGS),
        alarms: () => newest.alarms,
        guards: () => Promise.resolve(null),
        day: {
          load: () => Promise.resolve(kept.day),
          save: async (day) => {
            kept.day = day
          },
        },
      }),
      states: {
        load: () => Promise.resolve(kept.states),
        save: async (states) => {
          kept.states = { ...kept.states, ...states }
        },
      },
      isStandby: () => false,
      // Nobody else knows of this process.
      right: { hold: () => Promise.resolve(1), release: () => Promise.resolve() },
      counts: inputs.counts,
      raise: (text) => raise('notify', text),
    },
    stop.signal,
  )
  return {
    sinks: [
      {
        write: (frame) => {
          if ((frame.time.tsMs[frame.slices - 1] as number) > tradingFromMs) return sink.write(frame)
        },
      },
    ],
    end: () => (stop.abort(), running),
  }
}

const demoFeeds = (ledger: LedgerReads) => [
  pageFeed({
    name: 'orders',
    pages: ledger.orders,
    noticeOf: ({ tsMs, instrument, units, reason, stopPrice }, id) =>
      eventNotice(`order-${id}`, {
        event: 'order',
        ...{ tsMs, instrument, units, closesAll: false, reason, stopDistance: null, stopPrice },
      }),
  }),
  pageFeed({
    name: 'fills',
    pages: ledger.fills,
    noticeOf: ({ tsMs, instrument, units, price, reason, pnl, tradeId }, id) =>
      eventNotice(`fill-${id}`, {
        event: pnl === null ? 'fill' : 'exit',
        ...{ tsMs, instrument, units, price, reason, tradeId: Number(tradeId), amount: pnl },
      }),
  }),
  pageFeed({
    name: 'controls',
    pages: ledger.controls,
    noticeOf: ({ tsMs, text, by }, id) => controlNotice(id, tsMs, text, by),
  }),
]
