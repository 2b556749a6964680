/** What one channel has to send, at each look, and how far it has come. */
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { SepError } from '../../model/error-codes.js'
import type { NotifyChannel } from '../../sinks/notify/channel.js'
import { senderOf } from '../../sinks/notify/sender-of.js'
import type { NotifyState } from '../../store/notify/notify-state.js'
import { quietly } from '../live/status/quietly.js'
import type { ChannelCounts } from '../metrics/notify-counts.js'
import type { NotifiedAlarm } from './alarm-notices.js'
import { type ChannelRun, channelRun } from './channel-run.js'
import { type DirectAlarms, directAlarms } from './direct-alarms.js'
import { channelText, type DaySummary, dueNotices, lookedAt, newChannelState, type NotifyView } from './due-notices.js'
import type { Feed, FeedPage } from './feeds/feed.js'
import type { SendingRight } from './sending-right.js'

export interface DeskInputs {
  readonly account: string
  readonly feeds: readonly Feed[]
  /** Of this process that are not kept, and should be; null: what is kept cannot be read. */
  readonly unkept: (kept: readonly NotifiedAlarm[] | null) => readonly NotifiedAlarm[]
  /** Of the newest trading day that is over; null = not known. */
  readonly summary: () => Promise<DaySummary | null>
  readonly states: {
    load(): Promise<Readonly<Record<string, NotifyState>>>
    save(states: Readonly<Record<string, NotifyState>>): Promise<void>
  }
  readonly right: SendingRight
  /** Of one channel. */
  readonly counts: (channel: string) => ChannelCounts
  /** An alarm about a channel. */
  readonly raise: (text: string) => void
  readonly clock: Clock
  readonly log: Logger
}

/** Where a new channel begins: with what happens from the start of the process on, or after its standby. */
export interface Begin {
  readonly startedMs: number
  ends: Promise<Readonly<Record<string, string>> | null> | null
}

/** What the store shows at a look. */
export interface Seen {
  /** Null: it cannot be read. */
  readonly kept: readonly NotifiedAlarm[] | null
  /** The holding of the right to send; null: not known. */
  readonly holding: number | null
}
export interface Desk {
  /** Returns at once where the look before is not over. */
  look(seen: Seen, signal: AbortSignal): Promise<void>
  /** Resolves when the look at hand is over. */
  idle(): Promise<void>
}

/** An attempt begins only if its answer comes, or is given up, while the right lasts. */
const ATTEMPT_MS = 11 * SECOND_MS

export const endsOf = async (feeds: readonly Feed[]): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(await Promise.all(feeds.map(async (feed) => [feed.name, await feed.end()] as const)))

export const deskOf = (channel: NotifyChannel, inputs: DeskInputs, begin: Begin): Desk => {
  const { name } = channel
  const { clock, feeds, right } = inputs
  const counts = inputs.counts(name)
  const run = runOf(channel, inputs, counts)
  const summaryQuietly = quietly('daily summary', inputs.log)
  const summaryOf = () => summaryQuietly(inputs.summary)
  const direct = directAlarms(channel, clock)
  /** `holding`: under which the state was read. */
  const held: { state: NotifyState | null; saved: NotifyState | null; holding: number | null } = {
    state: null,
    saved: null,
    holding: null,
  }
  const save = async (state: NotifyState, holding: number): Promise<void> => {
    held.state = state
    if (JSON.stringify(state) === JSON.stringify(held.saved)) return
    // Another process may have gone further in the meantime.
    if ((await right.hold(0)) !== holding) throw new SepError('lease-lost', 'another process sends')
    await inputs.states.save({ [name]: state })
    held.saved = state
  }
  const load = async (kept: readonly NotifiedAlarm[]): Promise<NotifyState> => {
    const found = (await inputs.states.load())[name]
    held.saved = found ?? null
    if (found) return found
    const ends = (await begin.ends) ?? (await endsOf(feeds))
    return newChannelState({ alarms: kept, summary: await summaryOf() }, ends, channel, begin.startedMs)
  }
  const sendKept = async (kept: readonly NotifiedAlarm[], holding: number, signal: AbortSignal): Promise<void> => {
    if (held.holding !== holding) Object.assign(held, { state: null, holding })
    held.state ??= await load(kept)
    const view: NotifyView = { alarms: kept, pages: await pagesOf(feeds, held.state), summary: await summaryOf() }
    const state = lookedAt(held.state, view, channel, direct.sentMs)
    await save(state, holding)
    const due = dueNotices(state, view, channel, clock.nowMs())
    let [done, reached] = [0, state]
    counts.waiting(due.map(({ notice }) => notice.id))
    const onSent = async (count: number): Promise<void> => {
      const batch = due.slice(done, done + count)
      done += count
      counts.waiting(due.slice(done).map(({ notice }) => notice.id))
      reached = batch.reduce((now, { sent }) => sent(now, clock.nowMs()), reached)
      await save(reached, holding)
    }
    const mayStart = async () => (await right.hold(ATTEMPT_MS)) === holding
    const notices = due.map(({ notice }) => notice)
    await run.send(notices, { mayStart, onSent }, signal)
  }
  const busy: { now: Promise<void> | null } = { now: null }
  const lookOnce = async ({ kept, holding }: Seen, signal: AbortSignal): Promise<void> => {
    await sendUnkept(run, direct, inputs.unkept(kept), signal)
    if (kept !== null && holding !== null) await sendKept(kept, holding, signal)
  }
  return {
    idle: async () => busy.now ?? undefined,
    look: async (seen, signal) => {
      if (busy.now) return
      busy.now = lookOnce(seen, signal).finally(() => {
        busy.now = null
      })
      await busy.now
    },
  }
}

const runOf = (channel: NotifyChannel, inputs: DeskInputs, counts: ChannelCounts): ChannelRun => {
  const { account, clock, raise, log } = inputs
  const { name } = channel
  const onDead = (why: string | null): void => {
    if (why === null) log(`channel ${name} delivers again`)
    else raise(`${channelText(name)}messages do not arrive: ${why}; they are sent once it takes them`)
  }
  return channelRun({ channel, account, clock, onDead, send: senderOf(channel, { clock }), counts })
}

/** What the store does not have, no other process can send. */
const sendUnkept = async (
  run: ChannelRun,
  direct: DirectAlarms,
  unkept: readonly NotifiedAlarm[],
  signal: AbortSignal,
): Promise<void> => {
  const due = direct.due(unkept)
  let done = 0
  const onSent = async (count: number): Promise<void> => {
    direct.sent(due.slice(done, done + count))
    done += count
  }
  const notices = due.map(({ notice }) => notice)
  await run.send(notices, { mayStart: () => Promise.resolve(true), onSent }, signal)
}

const pagesOf = async (feeds: readonly Feed[], { cursors }: NotifyState): Promise<ReadonlyMap<string, FeedPage>> => {
  const pages = feeds.map(async (feed) => {
    const after = cursors[feed.name]
    // A feed that this version has added begins now.
    const page = after === undefined ? { items: [], last: await feed.end() } : await feed.read(after)
    return [feed.name, page] as const
  })
  return new Map(await Promise.all(pages))
}
