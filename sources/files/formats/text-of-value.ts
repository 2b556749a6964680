/** A value of a Parquet column as text, nothing as ''. */
import { isoTime } from '../../../lib/iso-time.js'

export const textOfValue = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? isoTime(value.getTime()) : ''
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value).trim() : ''
}
