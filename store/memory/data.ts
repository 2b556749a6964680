/** What the handles of a memory store share: keys, listeners, and the waiters for a change. */
import type { Clock } from '../../lib/clock.js'
import { MemoryKeys } from './keys.js'

export interface MemoryData {
  readonly keys: MemoryKeys
  readonly listeners: Map<string, Set<(message: string) => void>>
  readonly waiting: Set<() => void>
}

/** Empty data. A second store opened on it sees what the first one wrote, like a restarted process whose server kept running. */
export const memoryData = (clock: Clock): MemoryData => ({
  keys: new MemoryKeys(clock),
  listeners: new Map(),
  waiting: new Set(),
})
