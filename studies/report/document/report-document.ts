/** A report as data: one document that HTML, Markdown and JSON are written from, so that all show the same figures. */

/** A number with what it means. `text` is what is shown. */
export interface Figure {
  /** Name in JSON. */
  readonly key: string
  readonly name: string
  readonly text: string
  /** Shown small after it. */
  readonly note?: string | undefined
  /** Null where it is undefined. */
  readonly value: number | null
  readonly definition: string
  /** How it was scaled to a year, or `not annualised`. */
  readonly annualisation: string
  /** Size of the sample, with its unit: `271 closed positions`. */
  readonly n: string
  readonly tone?: 'gain' | 'loss' | undefined
}

/** A column with what it means, shown on hover and in the list of definitions. */
export interface Column {
  readonly name: string
  readonly about?: string | undefined
  readonly text?: boolean
}

/** `tone`: colour by sign, or the shade of a heat map from -5 to 5. `mark`: framed. */
export interface ShadedCell {
  readonly text: string
  readonly shade?: number
  readonly mark?: boolean
  readonly about?: string
}
export type Cell = string | number | ShadedCell

export interface TableBlock {
  readonly kind: 'table'
  readonly name: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  /** Shown where there are no rows. */
  readonly empty: string
  /** Indices of rows that stand out. */
  readonly marked?: readonly number[]
  /** Columns whose values the reader can filter by. */
  readonly filters?: readonly string[]
}

export interface ChartLine {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly class: string
}
export interface ChartMarker {
  readonly x: number
  readonly y: number
  readonly class: string
  /** Shown on hover; without it the marker is one dot of many. */
  readonly title?: string | undefined
}
export interface ChartBlock {
  readonly kind: 'chart'
  /** What a screen reader speaks. */
  readonly label: string
  readonly lines: readonly ChartLine[]
  readonly markers?: readonly ChartMarker[]
  readonly format: (y: number) => string
  /** `area`: from zero to the line. */
  readonly area?: boolean
}
export interface BarsBlock {
  readonly kind: 'bars'
  readonly label: string
  /** Ascending; bar i counts values in [edges[i], edges[i + 1]). */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
  readonly format: (x: number) => string
}
export interface TextBlock {
  readonly kind: 'text'
  readonly text: string
  readonly tone?: 'warning' | 'dim'
}
export interface HeadingBlock {
  readonly kind: 'heading'
  readonly text: string
}
export interface FiguresBlock {
  readonly kind: 'figures'
  readonly figures: readonly Figure[]
}
export interface CodeBlock {
  readonly kind: 'code'
  readonly text: string
}
export type Block = TextBlock | HeadingBlock | FiguresBlock | TableBlock | ChartBlock | BarsBlock | CodeBlock

export interface ReportSection {
  /** Fragment of its address. */
  readonly id: string
  readonly heading: string
  readonly blocks: readonly Block[]
}

export interface ReportDocument {
  readonly title: string
  /** What was measured, in one line under the title. */
  readonly subtitle: string
  /** The sentence to read first, and its colour. */
  readonly sentence: string
  readonly tone: 'good' | 'bad' | 'open'
  /** Why, and what else must be known. */
  readonly statements: readonly string[]
  readonly figures: readonly Figure[]
  readonly sections: readonly ReportSection[]
}
