/** Ids of stream entries, `<ms>-<n>`, as two numbers. */
import { assert } from '../lib/errors.js'

export type StreamId = readonly [ms: number, n: number]

const FORM = /^(\d{1,16})(?:-(\d{1,16}))?$/

/** Reads `<ms>-<n>`; a bare `<ms>` gets `bare` as its second number, as the start (0) or end (infinity) of a range does. */
export const streamId = (text: string, bare?: number): StreamId => {
  const match = FORM.exec(text)
  const ms = Number(match?.[1])
  const n = match?.[2] === undefined ? (bare ?? Number.NaN) : Number(match[2])
  assert(Number.isSafeInteger(ms) && (Number.isSafeInteger(n) || n === bare), `stream id ${text} is <ms>-<n>`)
  return [ms, n]
}

/** True where `id` comes after `other`. */
export const isAfter = (id: StreamId, other: StreamId): boolean =>
  id[0] > other[0] || (id[0] === other[0] && id[1] > other[1])

/** The first number, for streams whose ids are times; of a bare `<ms>` too. */
export const msOf = (id: string): number => streamId(id, 0)[0]

/** `<ms>-<n>` */
export const streamIdText = ([ms, n]: StreamId): string => `${ms}-${n}`

/** The greatest id of a millisecond, and so the last before the millisecond after it. */
export const lastIdOf = (ms: number): string => `${ms}-${Number.MAX_SAFE_INTEGER}`

/** The greatest id before a millisecond, for ranges that begin with it. */
export const idBeforeMs = (ms: number): string => (ms > 0 ? lastIdOf(ms - 1) : '0')

/** The next id of the same millisecond. */
export const idAfter = (id: string): string => {
  const [ms, n] = streamId(id)
  return `${ms}-${n + 1}`
}

/** The greatest id before `id`. */
export const idBefore = (id: string): string => {
  const [ms, n] = streamId(id)
  return n > 0 ? `${ms}-${n - 1}` : lastIdOf(ms - 1)
}

/** True where entry `id` comes after entry `other`; both as text. */
export const isNewer = (id: string, other: string): boolean => isAfter(streamId(id), streamId(other))
