/** Opens a session that holds leases: taken before it, kept during it, released after it. */
import { systemClock } from '../../lib/clock.js'
import { type TaskGroup, taskGroup } from '../../lib/task-group.js'
import { type LeaseKeeper, takeLease } from '../../store/lease-keeper.js'
import { raiseLostLease } from './lease-alarm.js'
import type { Target } from '../../oanda/client/target.js'
import type { Readiness } from './monitoring/readiness.js'
import type { LiveSession, SessionInputs } from './session.js'

export type LeasesInputs = Pick<SessionInputs, 'store' | 'owner' | 'leaseTtlMs' | 'clock' | 'signal' | 'alarms'> & {
  readonly ready: Pick<Readiness, 'enter'>
  readonly target: Pick<Target, 'accountId'>
}

/**
 * Null where another process holds one of them, or `open` gives null. The first background failure rejects `run()`; the loss of any lease
 * is one, and gives the others up.
 */
export const withLeases = async <const K extends readonly string[]>(
  inputs: LeasesInputs,
  keys: K,
  /** Why it waits, where one is held. */
  busy: string,
  open: (leases: { readonly [I in keyof K]: LeaseKeeper }, tasks: TaskGroup) => Promise<LiveSession | null>,
): Promise<LiveSession | null> => {
  const { store, owner, leaseTtlMs: ttlMs, clock = systemClock } = inputs
  const lost = raiseLostLease(inputs.alarms)
  const held: LeaseKeeper[] = []
  const tasks = taskGroup(inputs.signal)
  const end = async (): Promise<void> => {
    await tasks.end()
    for (const lease of held) await lease.release()
  }
  try {
    for (const key of keys) {
      const lease = await takeLease({ store, key, owner, ttlMs, clock, signal: tasks.signal })
      if (!lease) {
        inputs.ready.enter('standby', `account ${inputs.target.accountId}: ${busy}`)
        await end()
        return null
      }
      held.push(lease)
      tasks.add(lease.keep)
    }
    const session = await open(held as unknown as { readonly [I in keyof K]: LeaseKeeper }, tasks)
    if (session) return { ...session, run: () => runUntilEnd(session, tasks, end).catch(lost) }
    await end()
    return null
  } catch (error) {
    await end()
    return lost(error)
  }
}

const runUntilEnd = async (session: LiveSession, tasks: TaskGroup, end: () => Promise<void>) => {
  const how = await session.run().finally(end)
  tasks.check()
  return how
}
