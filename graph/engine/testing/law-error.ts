/** A broken law of the engine, as `testOperator` and `testGraph` report it. */

export type LawName =
  | 'never-throws'
  | 'no-ambient'
  | 'deterministic'
  | 'own-state'
  | 'reads-only'
  | 'writes-own-rows'
  | 'writes-all-rows'
  | 'no-look-ahead'
  | 'cut-anywhere'
  | 'snapshot-anywhere'
  | 'canonical-state'

/** Where a law was broken. */
export interface LawPlace {
  /** Kind of the operator, or name of the graph. */
  readonly kind: string
  /** Index of the slice in the input, its time, and the row and column, where the law is about one of them. */
  readonly slice?: number
  readonly tsMs?: number
  readonly row?: string
  readonly column?: string
  /** Reproduces the failure. */
  readonly seed: number
}

export class LawError extends Error {
  readonly law: LawName
  readonly place: LawPlace
  constructor(law: LawName, place: LawPlace, detail: string, options?: ErrorOptions) {
    super(`law ${law} broken by ${placeText(place)}: ${detail} (seed ${place.seed})`, options)
    this.name = 'LawError'
    this.law = law
    this.place = place
  }
}

const placeText = ({ kind, slice, tsMs, row, column }: LawPlace): string =>
  [
    kind,
    ...(slice === undefined ? [] : [`slice ${slice}${tsMs === undefined ? '' : ` (tsMs ${tsMs})`}`]),
    ...(row === undefined ? [] : [`row ${row}`]),
    ...(column === undefined ? [] : [`column ${column}`]),
  ].join(', ')
