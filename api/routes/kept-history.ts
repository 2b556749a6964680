/** What the store has kept of funnel and gates, and what is in memory, as one. Without the store what is in memory is there. */
import { CodedError } from '../../lib/errors.js'
import { HOUR_MS } from '../../lib/time-units.js'
import type { FrameReads } from '../model/frame-reads.js'
import type { Model } from '../model/model.js'

type Funnel = ReturnType<FrameReads['funnel']>
type GatePoints = ReturnType<FrameReads['gateHistory']>

const DAYS = 90

/** The newest day of memory is the one that goes on; of an older one whichever has counted more slices. */
export const keptFunnel = async ({ frames, store }: Model): Promise<Funnel> => {
  const own = frames.funnel().days
  const stored = store ? await orNone(store.funnel()) : []
  const [today] = own
  const days = new Map([...own, ...stored].map((one) => [one.day, one]))
  for (const one of own) if (one === today || one.slices >= days.get(one.day)!.slices) days.set(one.day, one)
  return { days: [...days.values()].sort((a, b) => (a.day < b.day ? 1 : -1)).slice(0, DAYS) }
}

/** The earliest of each hour: a process that began within it has a later one. */
export const keptGateHistory = async ({ frames, store }: Model, instrument: string): Promise<GatePoints> => {
  const own = frames.gateHistory(instrument).points
  const stored = store ? await orNone(store.gatePoints(instrument)) : []
  const hours = new Map<number, GatePoints['points'][number]>()
  for (const point of [...stored, ...own]) {
    const hour = Math.floor(point.tsMs / HOUR_MS)
    const other = hours.get(hour)
    if (!other || point.tsMs <= other.tsMs) hours.set(hour, point)
  }
  const points = [...hours.values()].sort((a, b) => a.tsMs - b.tsMs)
  return { instrument, points: points.slice(-DAYS * 24) }
}

const orNone = <T>(read: Promise<readonly T[]>): Promise<readonly T[]> =>
  read.catch((error: unknown) => {
    if (error instanceof CodedError && error.code === 'store-unavailable') return []
    throw error
  })
