/** What the strategy sees of one instrument in one slice. One object is filled again and again: the loop allocates nothing. */

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
  /** 1: the operator wants it flat. */
  flatten: number
  /** 1: an entry is allowed as far as others decide: it has a place and the account is known. Of the shadow always 1. */
  admitted: number
  /** Held side after the slice's fills; entryPrice NaN when flat. */
  side: number
  entryPrice: number
  /** Price at which the held side would close now. */
  closingPrice: number
  /** 1: an increase is on its way. */
  pending: number
  /** 1: an increase filled in this slice, decided at entryDecisionTsMs. */
  entryFilled: number
  entryDecisionTsMs: number
  /** Reason of a reduction that filled in this slice (0 none), decided at exitDecisionTsMs. */
  exitFill: number
  exitDecisionTsMs: number
}

/** A sight of nothing. Numbers that are prices or times start as NaN, so that they stay doubles. */
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

/** 1 where no position may be held: near the close, after it, or while rollover or blackout flatten. */
export const mustLeave = (
  session: { readonly open: Uint8Array; readonly nearClose: Uint8Array; readonly forceFlat: Uint8Array },
  i: number,
): number => (session.nearClose[i] === 1 || session.open[i] === 0 || session.forceFlat[i] === 1 ? 1 : 0)
