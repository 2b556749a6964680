/** Why controls other than the kill switch cannot be used now; null = they can. */
import type { Truth } from './truth.js'
import { useTruth } from './use-truth.js'

const REASONS: Readonly<Partial<Record<Truth, string>>> = Object.freeze({
  none: 'The server has not answered yet',
  lost: 'The server does not answer',
  stale: 'The figures are of the past',
})

export const useBlocked = (): string | null => REASONS[useTruth().truth] ?? null
