/** UTC offsets of IANA time zones as tables, so that zone data is never looked up per row. */
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'

/** A zone's offsets from 1970 to 2100, in eras; each is computed when first needed. */
export interface ZoneOffsets {
  readonly zone: string
  readonly eras: (SpanOffsets | undefined)[]
}

/** `offsetMs[i]` (local minus UTC) applies from `atMs[i]` until `atMs[i + 1]`; the first and the last extend beyond the ends. */
export interface SpanOffsets {
  readonly atMs: Float64Array
  readonly offsetMs: Float64Array
  /** Index of the offset at the start of each 16-day bucket: a look-up instead of a search. */
  readonly bucket: Uint16Array
}

const BUCKET_MS = 16 * DAY_MS
/** Since 1970 no market's zone has kept an offset for less than this. */
const STRIDE_MS = 14 * DAY_MS
const SPAN_FROM_MS = Date.UTC(1970, 0, 1)
const SPAN_TO_MS = Date.UTC(2100, 0, 1)
/** Computing all 130 years takes longer than a backtest of a month. */
const ERA_MS = 256 * BUCKET_MS
const ERAS = Math.ceil((SPAN_TO_MS - SPAN_FROM_MS) / ERA_MS)

/** Offsets of a zone in [fromMs, toMs): samples Intl every two weeks and bisects where the answer changes. */
export const zoneOffsets = (zone: string, fromMs: number, toMs: number): SpanOffsets => {
  const ask = intlOffset(zone)
  const first = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS
  const atMs = [first]
  const offsetMs = [ask(first)]
  let lastMs = first
  while (lastMs < toMs) {
    const nextMs = Math.min(lastMs + STRIDE_MS, toMs)
    const before = offsetMs[offsetMs.length - 1]!
    const after = ask(nextMs)
    if (after !== before) {
      let low = lastMs
      let high = nextMs
      while (high - low > MINUTE_MS) {
        const middle = low + Math.ceil((high - low) / 2 / MINUTE_MS) * MINUTE_MS
        if (middle >= high) break
        if (ask(middle) === before) low = middle
        else high = middle
      }
      atMs.push(high)
      offsetMs.push(after)
    }
    lastMs = nextMs
  }
  return withBuckets(atMs, offsetMs, toMs)
}

const tables = new Map<string, ZoneOffsets>()
/** The zone's offsets, cached per process: they are constants of the zone data. */
export const zoneTable = (zone: string): ZoneOffsets => {
  let table = tables.get(zone)
  if (!table) {
    // Reject an unknown zone here rather than at the first look-up.
    intlOffset(zone)
    table = { zone, eras: Array.from({ length: ERAS }, () => undefined) }
    tables.set(zone, table)
  }
  return table
}

/** Offset (local minus UTC) at tsMs. For NaN it is that of 1970, so that the sum stays NaN rather than throwing. */
export const offsetAt = (table: ZoneOffsets, tsMs: number): number => {
  const e = Math.floor((tsMs - SPAN_FROM_MS) / ERA_MS)
  const era = e > 0 ? Math.min(e, ERAS - 1) : 0
  return offsetIn(table.eras[era] ?? readEra(table, era), tsMs)
}

/** The same within one span. */
export const offsetIn = ({ atMs, offsetMs, bucket }: SpanOffsets, tsMs: number): number => {
  const b = Math.floor((tsMs - atMs[0]!) / BUCKET_MS)
  let i = bucket[b > 0 ? Math.min(b, bucket.length - 1) : 0]!
  while (i + 1 < atMs.length && atMs[i + 1]! <= tsMs) i++
  return offsetMs[i]!
}

const readEra = (table: ZoneOffsets, era: number): SpanOffsets => {
  const fromMs = SPAN_FROM_MS + era * ERA_MS
  const offsets = zoneOffsets(table.zone, fromMs, Math.min(fromMs + ERA_MS, SPAN_TO_MS))
  table.eras[era] = offsets
  return offsets
}

/** The instant at which the wall clock shows localMs: the first of two when clocks go back, the later reading when they skip. */
export const utcOf = (table: ZoneOffsets, localMs: number): number => {
  const before = offsetAt(table, localMs - DAY_MS)
  const after = offsetAt(table, localMs + DAY_MS)
  if (before === after || offsetAt(table, localMs - before) === before) return localMs - before
  return offsetAt(table, localMs - after) === after ? localMs - after : localMs - before
}

/** True if Intl knows the zone. */
export const isZone = (zone: string): boolean => {
  try {
    intlOffset(zone)
    return true
  } catch {
    return false
  }
}

const intlOffset = (zone: string): ((tsMs: number) => number) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  return (tsMs) => {
    const [month, day, year, hour, minute] = format.format(tsMs).match(/\d+/g)!.map(Number)
    return Date.UTC(year!, month! - 1, day!, hour!, minute!) - tsMs
  }
}

const withBuckets = (atMs: number[], offsetMs: number[], toMs: number): SpanOffsets => {
  const bucket = new Uint16Array(Math.max(1, Math.ceil((toMs - atMs[0]!) / BUCKET_MS)))
  let i = 0
  for (let b = 0; b < bucket.length; b++) {
    const startMs = atMs[0]! + b * BUCKET_MS
    while (i + 1 < atMs.length && atMs[i + 1]! <= startMs) i++
    bucket[b] = i
  }
  return Object.freeze({ atMs: Float64Array.from(atMs), offsetMs: Float64Array.from(offsetMs), bucket })
}
