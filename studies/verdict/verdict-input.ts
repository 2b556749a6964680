/** One configuration of a sweep, its instruments pooled. Net of all costs, in basis points of the trade's notional. */
export interface VerdictConfiguration {
  readonly configHash: string
  readonly params: { readonly [name: string]: unknown }
  /** Closed trades. */
  readonly trades: number
  /** Mean and sample standard deviation of a trade; null if not defined. */
  readonly meanTrade: number | null
  readonly sdTrade: number | null
  /** What the sweep maximises; null where the configuration has none. */
  readonly objective: number | null
  /** Sum of the trades that closed on each open New York trading day, 0 on a day without one. */
  readonly daily: Float64Array
}

export interface VerdictInput {
  readonly configurations: readonly VerdictConfiguration[]
  /** The open New York trading days, as long as each `daily`. */
  readonly days: readonly string[]
  /** Distinct configurations of the family in the ledger whose windows overlap this one, this sweep included. */
  readonly n: number
  /** Fewer trades make no candidate. */
  readonly minTrades: number
  /** Mean of the candidate's trades on the opened hold-out; leave it out where none was opened. */
  readonly holdOutMean?: number | undefined
}
