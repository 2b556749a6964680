/** What handles of a memory store share: keys, listeners, and who waits for a change. */
import type { Clock } from '../../lib/clock.js'
import { MemoryKeys } from './keys.js'

export interface MemoryData {
  readonly keys: MemoryKeys
  readonly listeners: Map<string, Set<(message: string) => void>>
  readonly waiting: Set<() => void>
}

/** Empty data. A store opened on it again sees what an earlier one wrote, as a process does that starts again beside a server that ran on. */
export const memoryData = (clock: Clock): MemoryData => ({
  keys: new MemoryKeys(clock),
  listeners: new Map(),
  waiting: new Set(),
})
