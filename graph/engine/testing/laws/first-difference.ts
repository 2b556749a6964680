/** Compares the output of two runs, value by value: NaN equals NaN, 0 does not equal -0. */
import type { Schema } from '../../define/schema.js'
import type { StepResult } from '../step-frames.js'

export interface OutputDifference {
  readonly slice: number
  readonly row?: number
  readonly column: string
  readonly a: number
  readonly b: number
}

/** The first in slices [0, slices), by slice; null = none. `at` stands for the number of events in a slice. */
export const firstDifference = (
  schema: Schema,
  count: number,
  slices: number,
  { columns: a }: StepResult,
  { columns: b }: StepResult,
): OutputDifference | null => {
  const [atA, atB] = [a['at'], b['at']]
  for (let slice = 0; slice < slices; slice++) {
    if (atA?.[slice + 1] !== atB?.[slice + 1]) {
      return { slice, column: 'at', a: atA?.[slice + 1] ?? Number.NaN, b: atB?.[slice + 1] ?? Number.NaN }
    }
    for (const [column, { shape }] of Object.entries(schema)) {
      const width = shape === 'row' ? count : 1
      const [from, to] =
        shape === 'event' ? [atA?.[slice] ?? 0, atA?.[slice + 1] ?? 0] : [slice * width, (slice + 1) * width]
      for (let i = from; i < to; i++) {
        const [one, other] = [a[column]?.[i] ?? Number.NaN, b[column]?.[i] ?? Number.NaN]
        if (Object.is(one, other)) continue
        return { slice, column, a: one, b: other, ...(shape === 'row' ? { row: i - from } : {}) }
      }
    }
  }
  return null
}
