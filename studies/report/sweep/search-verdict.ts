/** What a sweep shows after the search: the verdict with the numbers that stand next to every Sharpe ratio. Always all keys. */

export interface SearchVerdict {
  readonly verdict: 'edge' | 'no-edge' | 'undecided'
  readonly sentence: string
  readonly reasons: readonly string[]
  /** configHash of the candidate; null where none has enough trades. */
  readonly candidate: string | null
  readonly trades: number
  readonly neededTrades: number | null
  /** Distinct configurations ever tried on this market, this sweep included. */
  readonly n: number
  readonly effectiveN: number | null
  /** Which look of the family at this market it is. */
  readonly look: number
  readonly dsr: number | null
  readonly psr: number | null
  readonly realityCheckPValue: number | null
  readonly spaConsistent: number | null
}
