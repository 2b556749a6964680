/** Law: a step writes the rows of its own slices and no others. */
import type { Schema } from '../../define/schema.js'
import type { AnyArray, NodeColumns } from '../../run/frame.js'
import { type Law, lawError, randomCuts, stepTrial } from './law.js'

export const writesOwnRows: Law = (trial) => {
  const { op, table, random } = trial
  const { count } = table
  stepTrial(trial, {
    frames: [table.slices],
    steps: randomCuts(random, Math.ceil(table.slices / 3)),
    around: ({ output }, first, from, to, step) => {
      const kept = keptParts(op.out, output, count, from, to)
      step()
      for (const { column, start, copy, width } of kept) {
        const values = output[column] as AnyArray
        const i = copy.findIndex((value, n) => !Object.is(value, values[start + n]))
        if (i < 0) continue
        const slice = first + Math.floor((start + i) / width)
        const detail = `the step of slices ${first + from}..${first + to - 1} wrote ${values[start + i]}`
        throw lawError(trial, 'writes-own-rows', detail, { slice: Math.min(slice, table.slices - 1), column })
      }
    },
  })
}

interface KeptPart {
  readonly column: string
  readonly start: number
  readonly copy: AnyArray
  /** Values a slice; Infinity where values are not of slices. */
  readonly width: number
}

/** Copies of what a step of slices [from, to) must leave alone. */
const keptParts = (
  schema: Schema,
  output: NodeColumns,
  count: number,
  from: number,
  to: number,
): readonly KeptPart[] => {
  const part = (column: string, start: number, end: number, width: number): KeptPart => ({
    column,
    start,
    copy: (output[column] as AnyArray).slice(start, end),
    width,
  })
  const at = output['at'] as Uint32Array | undefined
  const parts = Object.entries(schema).flatMap(([name, { shape }]) => {
    if (shape === 'event') return [part(name, 0, at?.[from] ?? 0, Number.POSITIVE_INFINITY)]
    const width = shape === 'row' ? count : 1
    return [part(name, 0, from * width, width), part(name, to * width, Number.POSITIVE_INFINITY, width)]
  })
  return at ? [...parts, part('at', 0, from + 1, 1), part('at', to + 1, Number.POSITIVE_INFINITY, 1)] : parts
}
