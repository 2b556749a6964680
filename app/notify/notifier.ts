/**
 * Sends alarms, events and the daily summary over the operator's channels, each at its own pace. How far a channel has come is kept, so the
 * next process sends what this one could not. It reads what the pipeline has written and never holds it up.
 */
import type { Clock } from '../../lib/clock.js'
import { deadline } from '../../lib/deadline.js'
import type { Logger } from '../../lib/logger.js'
import { pause } from '../../lib/pause.js'
import { SECOND_MS } from '../../lib/time-units.js'
import type { NotifyChannel } from '../../sinks/notify/channel.js'
import { senderOf } from '../../sinks/notify/sender-of.js'
import type { NotifyState } from '../../store/notify/notify-state.js'
import { quietly } from '../live/status/quietly.js'
import type { NotifiedAlarm } from './alarm-notices.js'
import { type ChannelRun, channelRun } from './channel-run.js'
import { type DirectAlarms, directAlarms } from './direct-alarms.js'
import { channelText, type DaySummary, dueNotices, lookedAt, newChannelState, type NotifyView } from './due-notices.js'
import type { Feed, FeedPage } from './feeds/feed.js'

export interface NotifierInputs {
  readonly channels: readonly NotifyChannel[]
  readonly account: string
  readonly feeds: readonly Feed[]
  /** As they are kept; rejects where they cannot be read. */
  readonly alarms: () => Promise<readonly NotifiedAlarm[]>
  /** Of this process that are not kept, and should be; null: what is kept cannot be read. */
  readonly unkept: (kept: readonly NotifiedAlarm[] | null) => readonly NotifiedAlarm[]
  /** Of the newest trading day that is over; null = not known. */
  readonly summary: () => Promise<DaySummary | null>
  readonly states: {
    load(): Promise<Readonly<Record<string, NotifyState>>>
    save(states: Readonly<Record<string, NotifyState>>): Promise<void>
  }
  /** True: another process sends. */
  readonly isStandby: () => boolean
  /** An alarm about a channel. */
  readonly raise: (text: string) => void
  readonly clock: Clock
  readonly log: Logger
}

const LOOK_MS = SECOND_MS
/** How long the end of a process waits for what is still to be sent. */
const LAST_MS = 3 * SECOND_MS

/** Each second until the signal aborts; then once more, bounded. */
export const notifier = async (inputs: NotifierInputs, signal: AbortSignal): Promise<void> => {
  const { clock, isStandby } = inputs
  const startedMs = clock.nowMs()
  const attempt = quietly('notifications', inputs.log)
  const begin: Begin = { startedMs, ends: attempt(() => endsOf(inputs.feeds)) }
  const desks = inputs.channels.map((channel) => deskOf(channel, inputs, begin))
  /** Resolves once the channels have begun; `sending` of its answer, when they are done. */
  const look = async (until: AbortSignal): Promise<{ readonly sending: Promise<unknown> }> => {
    if (isStandby()) {
      begin.ends = null
      for (const desk of desks) desk.forget()
      return { sending: Promise.resolve() }
    }
    const kept = await attempt(inputs.alarms)
    return { sending: Promise.all(desks.map((desk) => attempt(() => desk.look(kept, until)))) }
  }
  // A channel that is slow holds up neither the others nor the next look.
  while (await pause(clock, LOOK_MS, signal)) await look(signal)
  await Promise.all(desks.map((desk) => attempt(desk.idle)))
  const last = deadline(clock, LAST_MS)
  const { sending } = await look(last.signal)
  await sending
  last.release()
}

interface Desk {
  /** `kept` null: the store is away. Returns at once where the look before is not over. */
  look(kept: readonly NotifiedAlarm[] | null, signal: AbortSignal): Promise<void>
  /** Resolves when the look at hand is over. */
  idle(): Promise<void>
  /** The state is read again: another process may have sent in the meantime. */
  forget(): void
}

/** Where a new channel begins: with what happens from the start of the process on, or after its standby. */
interface Begin {
  readonly startedMs: number
  ends: Promise<Readonly<Record<string, string>> | null> | null
}

const endsOf = async (feeds: readonly Feed[]): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(await Promise.all(feeds.map(async (feed) => [feed.name, await feed.end()] as const)))

const deskOf = (channel: NotifyChannel, inputs: NotifierInputs, begin: Begin): Desk => {
  const { name } = channel
  const run = runOf(channel, inputs)
  const summaryQuietly = quietly('daily summary', inputs.log)
  const summaryOf = () => summaryQuietly(inputs.summary)
  const direct = directAlarms(channel, inputs.clock)
  const held: { state: NotifyState | null; saved: NotifyState | null; busy: Promise<void> | null } = {
    state: null,
    saved: null,
    busy: null,
  }
  const save = async (state: NotifyState): Promise<void> => {
    held.state = state
    if (JSON.stringify(state) === JSON.stringify(held.saved)) return
    await inputs.states.save({ [name]: state })
    held.saved = state
  }
  const load = async (kept: readonly NotifiedAlarm[]): Promise<NotifyState> => {
    const found = (await inputs.states.load())[name]
    held.saved = found ?? null
    if (found) return found
    const ends = (await begin.ends) ?? (await endsOf(inputs.feeds))
    const view = { alarms: kept, summary: await summaryOf() }
    return newChannelState(view, ends, channel, begin.startedMs)
  }
  const lookOnce = async (kept: readonly NotifiedAlarm[] | null, signal: AbortSignal): Promise<void> => {
    await sendUnkept(run, direct, inputs.unkept(kept), signal)
    if (kept === null) return
    held.state ??= await load(kept)
    const view: NotifyView = {
      alarms: kept,
      pages: await pagesOf(inputs.feeds, held.state),
      summary: await summaryOf(),
    }
    await save(lookedAt(held.state, view, channel, direct.sentMs))
    const due = dueNotices(held.state, view, channel, inputs.clock.nowMs())
    let done = 0
    const onSent = async (count: number): Promise<void> => {
      const batch = due.slice(done, done + count)
      done += count
      await save(batch.reduce((state, { sent }) => sent(state, inputs.clock.nowMs()), held.state as NotifyState))
    }
    await run.send(
      due.map(({ notice }) => notice),
      onSent,
      signal,
    )
  }
  return {
    idle: async () => held.busy ?? undefined,
    forget: () => {
      if (!held.busy) held.state = null
    },
    look: async (kept, signal) => {
      if (held.busy) return
      held.busy = lookOnce(kept, signal).finally(() => {
        held.busy = null
      })
      await held.busy
    },
  }
}

const runOf = (channel: NotifyChannel, { account, clock, raise, log }: NotifierInputs): ChannelRun => {
  const { name } = channel
  const onDead = (why: string | null): void => {
    if (why === null) log(`channel ${name} delivers again`)
    else raise(`${channelText(name)}messages do not arrive: ${why}; they are sent once it takes them`)
  }
  return channelRun({ channel, account, clock, onDead, send: senderOf(channel, { clock }) })
}

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
  await run.send(
    due.map(({ notice }) => notice),
    onSent,
    signal,
  )
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
