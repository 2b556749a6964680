/**
 * Keeps the funnel of each day and the history of each gate for 90 days: what frames show, every five minutes of their time, never in the
 * way of a slice. Several processes of an account may keep the same: who has seen more of a day, or an hour earlier, is right.
 */
import type { z } from 'zod'
import type { FrameReads } from '../../../api/model/frame-reads.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { Logger } from '../../../lib/logger.js'
import { HOUR_MS, MINUTE_MS } from '../../../lib/time-units.js'
import type { documents } from '../../../store/documents.js'
import { type Key, keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { pack } from '../../../store/pack.js'
import type { Store, Write } from '../../../store/store.js'
import { storedHistory } from './stored-history.js'

export interface HistoryKeeper {
  /** Follows the reads: give it each frame after them. */
  sinkOf(reads: Shown): FrameSink
  /** Resolves once nothing is being written. */
  idle(): Promise<void>
}
export interface HistoryKeeperInputs {
  readonly store: Store
  readonly account: string
  readonly log: Logger
}
type Shown = Pick<FrameReads, 'funnel' | 'gateHistory' | 'instruments'>
type Day = z.output<typeof documents.funnelDay>
type Point = z.output<typeof documents.gatePoint>
/** What is in the store already. */
interface Saved {
  readonly days: Map<string, number>
  readonly points: Map<string, number>
}

const EVERY_MS = 5 * MINUTE_MS

export const keepHistory = (inputs: HistoryKeeperInputs): HistoryKeeper => {
  const now: { writing: Promise<void> | null; failed: boolean } = { writing: null, failed: false }
  const save = async (reads: Shown, saved: Saved): Promise<boolean> => {
    try {
      await saveHistory(inputs, reads, saved)
      if (now.failed) inputs.log('the history of gates and funnel is kept again')
      now.failed = false
    } catch (error) {
      if (!now.failed)
        inputs.log(`the history of gates and funnel is not kept now: ${(error as Error).message}`, 'warn')
      now.failed = true
    }
    return !now.failed
  }
  return {
    sinkOf: (reads) => {
      const saved: Saved = { days: new Map(), points: new Map() }
      let savedMs = Number.NEGATIVE_INFINITY
      return {
        write: (frame) => {
          const tsMs = frame.time.tsMs[frame.slices - 1]!
          if (now.writing || tsMs - savedMs < EVERY_MS) return
          now.writing = save(reads, saved).then((isSaved) => {
            now.writing = null
            if (isSaved) savedMs = tsMs
          })
        },
      }
    },
    idle: async () => {
      await now.writing
    },
  }
}

const saveHistory = async ({ store, account }: HistoryKeeperInputs, reads: Shown, saved: Saved): Promise<void> => {
  const known = storedHistory(store, account)
  const days = reads.funnel().days.filter(({ day, slices }) => saved.days.get(day) !== slices)
  const pairs = reads.instruments().flatMap(({ name, traded }) => {
    const points = traded ? newPoints(reads.gateHistory(name).points, saved.points.get(name)) : []
    return points.length === 0 ? [] : [{ name, points }]
  })
  const ofDays = async () => dayWrites(account, days, await known.funnel(days))
  const ofPairs = pairs.map(async ({ name, points }) =>
    pointWrites(account, name, points, await known.gatePoints(name, hourOf(points[0]!))),
  )
  const batch = (await Promise.all([ofDays(), ...ofPairs])).flat()
  if (batch.length > 0) await store.write(batch)
  for (const { day, slices } of days) saved.days.set(day, slices)
  for (const { name, points } of pairs) saved.points.set(name, points.at(-1)!.tsMs)
}

const newPoints = (points: readonly Point[], savedMs = Number.NEGATIVE_INFINITY): readonly Point[] =>
  points.filter(({ tsMs }) => tsMs > savedMs)

/** Only days of which more slices are counted than the store has. */
const dayWrites = (account: string, days: readonly Day[], known: readonly Day[]): readonly Write[] => {
  const key = keyName(KEYS.funnel, { account })
  const fuller = days.filter((own) => own.slices > (known.find(({ day }) => day === own.day)?.slices ?? 0))
  const members = fuller.map((own) => {
    const at = Date.parse(own.day)
    return { from: at, to: at, text: pack(KEYS.funnel, own) }
  })
  return replaced(key, KEYS.funnel, members)
}

/** Only hours of which the store has nothing as early. */
const pointWrites = (
  account: string,
  inst: string,
  points: readonly Point[],
  known: readonly Point[],
): readonly Write[] => {
  const key = keyName(KEYS.gateHistory, { account, inst })
  const isKnown = (own: Point) => known.some((other) => hourOf(other) === hourOf(own) && other.tsMs <= own.tsMs)
  const members = points
    .filter((own) => !isKnown(own))
    .map((own) => ({ from: own.tsMs, to: hourOf(own) + HOUR_MS - 1, text: pack(KEYS.gateHistory, own) }))
  return replaced(key, KEYS.gateHistory, members)
}

const hourOf = ({ tsMs }: Point): number => tsMs - (tsMs % HOUR_MS)

/** Each member, with the score `from`, takes the place of those up to `to`. */
const replaced = (
  key: string,
  { ttlMs, keep }: Pick<Key, 'ttlMs' | 'keep'>,
  members: readonly { readonly from: number; readonly to: number; readonly text: string | Uint8Array }[],
): readonly Write[] => {
  if (members.length === 0) return []
  const newest = Math.max(...members.map(({ from }) => from))
  const oldest = newest - (keep as { readonly ageMs: number }).ageMs
  return [
    ...members.map(({ from, to }): Write => ({ op: 'sortedRemoveByScore', key, from, to })),
    { op: 'sortedAdd', key, members: members.map(({ from, text }) => [from, text] as const), ttlMs: ttlMs as number },
    { op: 'sortedRemoveByScore', key, from: Number.NEGATIVE_INFINITY, to: oldest - 1 },
  ]
}
