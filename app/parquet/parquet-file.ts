/** Writes a Parquet file a group of rows at a time: a table of any length is never held whole. */
import { renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { SchemaElement } from 'hyparquet'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import { SepError } from '../../model/error-codes.js'

/** `int`: 64 bits; `time`: milliseconds since 1970, UTC; `text`: UTF-8. Every column may have nulls. */
export interface TwinColumn {
  readonly name: string
  readonly type: 'double' | 'int' | 'time' | 'text'
}
export type ParquetValue = number | string | null

/** Rows of a group: what is held at once. */
const GROUP = 20_000

const ELEMENTS = {
  double: { type: 'DOUBLE' },
  int: { type: 'INT64' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
} as const

export interface ParquetFile {
  /** Values in the order of the columns; `time` in milliseconds. */
  push(row: readonly ParquetValue[]): void
  /** The file appears whole under its name, or not at all. */
  finish(): void
  /** Leaves nothing behind. */
  discard(): void
}

export const parquetFile = (path: string, columns: readonly TwinColumn[]): ParquetFile => {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...ELEMENTS[type] })),
  ]
  const guarded = <T>(act: () => T): T => {
    try {
      return act()
    } catch (cause) {
      rmSync(temporary, { force: true })
      throw new SepError('missing-data', `${path}: cannot be written: ${(cause as Error).message}`, { cause })
    }
  }
  const writer = guarded(() => new ParquetWriter({ writer: fileWriter(temporary), schema, createdBy: 'sep' }))
  let held: ParquetValue[][] = columns.map(() => [])
  const flush = () => {
    if (held[0]?.length === 0) return
    const columnData = columns.map(({ name, type }, c) => ({ name, data: (held[c] ?? []).map(ENCODE[type]) }))
    // A file's writer is synchronous.
    guarded(() => void writer.write({ columnData, rowGroupSize: GROUP }))
    held = columns.map(() => [])
  }
  return {
    push: (row) => {
      for (const [c, value] of row.entries()) held[c]?.push(value)
      if (held[0]?.length === GROUP) flush()
    },
    finish: () => {
      flush()
      guarded(() => {
        void writer.finish()
        renameSync(temporary, path)
      })
    },
    discard: () => rmSync(temporary, { force: true }),
  }
}

const ENCODE: { readonly [T in TwinColumn['type']]: (value: ParquetValue) => unknown } = {
  double: (value) => value,
  int: (value) => (value === null ? null : BigInt(Math.round(Number(value)))),
  time: (value) => (value === null ? null : new Date(Number(value))),
  text: (value) => value,
}
