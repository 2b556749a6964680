/** Faults of reads: single ones, which the client's next attempt survives, and outages of some seconds, which outlast its attempts. */
import type { Random } from '../random.js'
import type { Timeline } from '../timeline.js'
import { REPLY_FAULTS, type ReplyFault } from './opened-reply.js'

export type ReadFault = ReplyFault | 'silent' | 'unreachable' | 'refused' | 'too-many'

const KINDS: readonly ReadFault[] = [...REPLY_FAULTS, 'silent', 'unreachable', 'refused', 'too-many']
const OUTAGE_MS = 12_000

/** The fault of the next read. */
export const readFaults = (timeline: Timeline, random: Random, rate: () => number): (() => ReadFault) => {
  let outage: { readonly kind: ReadFault; readonly untilMs: number } = { kind: 'none', untilMs: 0 }
  return () => {
    if (timeline.now() < outage.untilMs && rate() > 0) return outage.kind
    if (!random.chance(rate())) return 'none'
    const kind = random.pick(KINDS)
    if (random.chance(0.5)) outage = { kind, untilMs: timeline.now() + random.between(500, OUTAGE_MS) }
    return kind
  }
}
