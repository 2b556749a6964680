/**
 * Reads fields of a request body: numbers as text or as numbers, enumerations in old spellings too. An unreadable field is a
 * WireError.
 */
import type { ClientExtensions } from '../../../operators/exchange/types.js'
import { invalid, WireError } from './errors.js'
import { nanosecondText, timeOf } from './time-text.js'

export type Body = Readonly<Record<string, unknown>>

export const objectBody = (body: unknown): Body => {
  if (body === undefined || body === null || body === '') throw new WireError(400, 'Missing JSON body')
  if (typeof body !== 'object' || Array.isArray(body)) throw new WireError(400, 'Invalid JSON body, must be an object')
  return body as Body
}

const DECIMAL = /^[+-]?(\d{1,15}(\.\d{0,20})?|\.\d{1,20})$/
/** A decimal, as text or as a number; undefined if absent. */
export const decimalOf = (body: Body, path: string): number | undefined => {
  const value = body[leaf(path)]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'string' && DECIMAL.test(value)) return Number(value)
  throw invalid(path)
}

/** Accepts v20's earliest spellings too: TRIGGER_DEFAULT, POSITION_DEFAULT, POSITION_REDUCE_ONLY. */
export const enumOf = (body: Body, path: string, allowed: readonly string[]): string | undefined => {
  const value = body[leaf(path)]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalid(path)
  const modern = value.replace(/^(TRIGGER|POSITION)_/, '')
  if (allowed.includes(modern)) return modern
  throw invalid(path)
}

/** A number as v20 writes it: digits without an exponent. */
export const decimalText = (value: number): string =>
  /e/.test(String(value)) ? value.toFixed(20).replace(/\.?0+$/, '') : String(value)

/** The time of an order that ends at one; `gtdTime` is its text where milliseconds are too coarse for it. */
export const gtdOf = (body: Body, path: string): { readonly gtdTsMs?: number; readonly gtdTime?: string } => {
  const value = body[leaf(path)]
  if (value === undefined || value === null) return {}
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  const gtdTsMs = timeOf(text)
  if (Number.isNaN(gtdTsMs)) throw invalid(path)
  const gtdTime = nanosecondText(text, gtdTsMs)
  return gtdTime === null ? { gtdTsMs } : { gtdTsMs, gtdTime }
}

export const stringOf = (body: Body, path: string): string | undefined => {
  const value = body[leaf(path)]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalid(path)
  return value
}

export const idOf = (body: Body, path: string): string | undefined => {
  const value = body[leaf(path)]
  return typeof value === 'number' && Number.isInteger(value) ? String(value) : stringOf(body, path)
}

export const extensionsOf = (body: Body, path: string): ClientExtensions | undefined => {
  const value = body[leaf(path)]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid(path)
  const given = value as Body
  const part = (name: 'id' | 'tag' | 'comment') => {
    const text = stringOf(given, `${path}.${name}`)
    return text === undefined ? {} : { [name]: text }
  }
  return { ...part('id'), ...part('tag'), ...part('comment') }
}

/** Units to close: a positive decimal, ALL, and for positions NONE; undefined if absent. */
export const closeUnitsOf = (body: Body, name: string, words: readonly string[]): number | string | undefined => {
  const value = body[name]
  if (typeof value === 'string' && words.includes(value)) return value
  return decimalOf(body, name)
}

const LONGEST = 128
/** Limits of ids, tags and comments: at most 128 characters, and an id is printable and not empty. */
export const extensionsReason = (extensions: ClientExtensions | undefined, what: 'ORDER' | 'TRADE'): string | null => {
  if (!extensions) return null
  const { id, tag, comment } = extensions
  if (id !== undefined && !/^[\x20-\x7e]{1,128}$/.test(id)) return `CLIENT_${what}_ID_INVALID`
  if (tag !== undefined && tag.length > LONGEST) return `CLIENT_${what}_TAG_INVALID`
  return comment !== undefined && comment.length > LONGEST ? `CLIENT_${what}_COMMENT_INVALID` : null
}

const leaf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)
