/** One bench: what it measures, its figures as the page shows them, and how it runs. */
export type Figures = { readonly [figure: string]: unknown }
export interface Bench {
  readonly what: string
  /** Meaning of the figures that the page shows. */
  readonly figures: { readonly [figure: string]: string }
  /** Takes minutes: only where it is named, and for the page. */
  readonly isLong?: boolean
  readonly run: (data: string | undefined) => Promise<Figures>
}
