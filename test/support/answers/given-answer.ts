/** An answer of the interface as its server gives it. */
export interface GivenAnswer {
  readonly method: string
  /** Without its query. */
  readonly path: string
  readonly status: number
  readonly contentType: string
  readonly text: string
}
