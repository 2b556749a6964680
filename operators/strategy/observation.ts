/** The strategy's inputs for one instrument in one slice. One object is reused throughout: the loop allocates nothing. */

export interface Observation {
  tsMs: number
  /** 1: the slice has a candle. Without one only session, rest and flatten act. */
  present: number
  direction: number
  slopeBps: number
  /** 1: every market guard passes. */
  pass: number
  /** 1: no position may be held now. */
  leave: number
  /** 1: the operator wants the instrument flat. */
  flatten: number
  /** 1: nothing outside the strategy forbids an entry: it has a place and the account is known. Always 1 for the shadow. */
  admitted: number
  /** Side after the slice's fills; entryPrice NaN when flat. */
  side: number
  entryPrice: number
  /** Price at which the position would close now. */
  closingPrice: number
  /** 1: an increase is in flight. */
  pending: number
  /** 1: an increase filled in this slice, decided at entryDecisionTsMs. */
  entryFilled: number
  entryDecisionTsMs: number
  /** Reason of a reduction that filled in this slice (0 none), decided at exitDecisionTsMs. */
  exitFill: number
  exitDecisionTsMs: number
}

/** An empty observation. Prices and times start as NaN, so that their fields stay doubles. */
export const createObservation = (): Observation => ({
  tsMs: Number.NaN,
  present: 0,
  direction: 0,
  slopeBps: Number.NaN,
  pass: 0,
  leave: 0,
  flatten: 0,
  admitted: 0,
  side: 0,
  entryPrice: Number.NaN,
  closingPrice: Number.NaN,
  pending: 0,
  entryFilled: 0,
  entryDecisionTsMs: Number.NaN,
  exitFill: 0,
  exitDecisionTsMs: Number.NaN,
})

/** 1 while no position may be held: near the close, after it, or when rollover or blackout flatten. */
export const mustLeave = (
  session: { readonly open: Uint8Array; readonly nearClose: Uint8Array; readonly forceFlat: Uint8Array },
  i: number,
): number => (session.nearClose[i] === 1 || session.open[i] === 0 || session.forceFlat[i] === 1 ? 1 : 0)
