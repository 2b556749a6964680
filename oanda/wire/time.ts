/** The broker's times: RFC 3339 with nanoseconds, or seconds since 1970 as text. Both are accepted everywhere. */
import { isoTime } from '../../lib/iso-time.js'

const RFC3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9})\d*)?Z$/
const SECONDS = /^(\d{1,11})(?:\.(\d{1,9})\d*)?$/

/** Nanoseconds since 1970; null where the text is neither form. */
export const parseNanoseconds = (text: string): bigint | null => {
  const date = RFC3339.exec(text)
  const parts = date ?? SECONDS.exec(text)
  if (!parts) return null
  const wholeMs = date ? wholeSecondMs(date[1] as string) : Number(parts[1]) * 1000
  if (!Number.isFinite(wholeMs)) return null
  return BigInt(wholeMs) * 1_000_000n + BigInt((parts[2] ?? '').padEnd(9, '0'))
}

/** A leap second is the one that follows: one stamp that cannot be read would stop everything after it. */
const wholeSecondMs = (text: string): number =>
  text.endsWith(':60') ? Date.parse(`${text.slice(0, -2)}59Z`) + 1000 : Date.parse(`${text}Z`)

/** Milliseconds since 1970, rounded down; NaN where the text is neither form. */
export const parseTime = (text: string): number => {
  const nanoseconds = parseNanoseconds(text)
  return nanoseconds === null ? Number.NaN : Number(nanoseconds / 1_000_000n)
}

/** `2018-06-27T09:36:12.964000000Z`: the form the broker writes. */
export const formatTime = (tsMs: number): string => isoTime(tsMs).replace('Z', '000000Z')
