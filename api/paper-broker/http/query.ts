/** Query parameters, with OANDA's error texts for unreadable ones. */
import type { World } from '../../../model/world.js'
import { invalid } from '../wire/errors.js'
import { timeOf } from '../wire/time-text.js'

export const integerParameter = (query: URLSearchParams, name: string, least: number, otherwise: number): number => {
  const text = query.get(name)
  if (text === null || text === '') return otherwise
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least)) throw invalid(name)
  return value
}

/** Clients in other languages send True. */
export const booleanParameter = (query: URLSearchParams, name: string, otherwise: boolean): boolean => {
  const text = query.get(name)?.toLowerCase() ?? ''
  if (text === '') return otherwise
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw invalid(name)
}

/** NaN if absent. */
export const timeParameter = (query: URLSearchParams, name: string): number => {
  const text = query.get(name)
  if (text === null || text === '') return Number.NaN
  const tsMs = timeOf(text)
  if (Number.isNaN(tsMs)) throw invalid(name)
  return tsMs
}

/** Comma separated; null if absent. */
export const listParameter = (query: URLSearchParams, name: string): string[] | null => {
  const text = query.get(name)
  if (text === null || text === '') return null
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** Indices of the named instruments; one unknown name rejects the whole request. */
export const instrumentIndices = (names: readonly string[], world: World, parameter: string): number[] =>
  [...new Set(names)].map((name) => {
    const k = world.instruments.findIndex((instrument) => instrument.name === name)
    if (k < 0) throw invalid(parameter)
    return k
  })
