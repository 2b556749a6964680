/** Opens a session that holds leases: taken before it, renewed beside it, given back after it. */
import { systemClock } from '../../lib/clock.js'
import { type TaskGroup, taskGroup } from '../../lib/task-group.js'
import { type LeaseKeeper, takeLease } from '../../store/lease-keeper.js'
import type { LiveSession, SessionInputs } from './session.js'

/** Null where another process holds one of them, or `open` gives null. What fails beside the session is what its run ends with. */
export const withLeases = async <const K extends readonly string[]>(
  inputs: SessionInputs,
  keys: K,
  /** Why it waits, where one is held. */
  busy: string,
  open: (leases: { readonly [I in keyof K]: LeaseKeeper }, work: TaskGroup) => Promise<LiveSession | null>,
): Promise<LiveSession | null> => {
  const { store, owner, leaseTtlMs: ttlMs, clock = systemClock } = inputs
  const held: LeaseKeeper[] = []
  const work = taskGroup(inputs.signal)
  const end = async (): Promise<void> => {
    await work.end()
    for (const lease of held) await lease.release()
  }
  try {
    for (const key of keys) {
      const lease = await takeLease({ store, key, owner, ttlMs, clock, signal: work.signal })
      if (!lease) {
        inputs.ready.set('start', `account ${inputs.target.accountId}: ${busy}`)
        await end()
        return null
      }
      held.push(lease)
      work.add(lease.keep)
    }
    const session = await open(held as unknown as { readonly [I in keyof K]: LeaseKeeper }, work)
    if (!session) await end()
    return (
      session && {
        ...session,
        run: async () => {
          const how = await session.run().finally(end)
          work.check()
          return how
        },
      }
    )
  } catch (error) {
    await end()
    throw error
  }
}
