/** The rows of a page as a file: CSV (RFC 4180) or Parquet. */
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { type TextAnswer, textAnswer } from '../text-answer.js'

export interface FileColumn {
  readonly name: string
  readonly type: 'double' | 'time' | 'text'
}
type Row = Readonly<Record<string, unknown>>

export const CSV = 'text/csv'
export const PARQUET = 'application/vnd.apache.parquet'

export const tableFile = (
  format: 'csv' | 'parquet',
  name: string,
  columns: readonly FileColumn[],
  rows: readonly Row[],
): TextAnswer =>
  format === 'csv'
    ? textAnswer(CSV, csvOf(columns, rows), `${name}.csv`)
    : textAnswer(PARQUET, parquetOf(columns, rows), `${name}.parquet`)

const csvOf = (columns: readonly FileColumn[], rows: readonly Row[]): string =>
  [columns.map(({ name }) => name).join(','), ...rows.map((row) => columns.map((one) => cellOf(one, row)).join(','))]
    .map((line) => `${line}\r\n`)
    .join('')

const cellOf = ({ name, type }: FileColumn, row: Row): string => {
  const value = row[name] ?? null
  if (value === null) return ''
  if (type === 'time') return new Date(value as number).toISOString()
  const text = textOf(value)
  if (type === 'double') return text
  // A spreadsheet takes such a cell for a formula.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.join(' ') : typeof value === 'string' ? value : String(value as number)

const ELEMENTS = {
  double: { type: 'DOUBLE' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
} as const

const parquetOf = (columns: readonly FileColumn[], rows: readonly Row[]): Uint8Array => {
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...ELEMENTS[type] })),
  ]
  const writer = new ByteWriter()
  const file = new ParquetWriter({ writer, schema, createdBy: 'sep' })
  const columnData = columns.map(({ name, type }) => ({ name, data: rows.map((row) => encoded(type, row[name])) }))
  if (rows.length > 0) void file.write({ columnData, rowGroupSize: rows.length })
  void file.finish()
  return writer.getBytes()
}

const encoded = (type: FileColumn['type'], value: unknown): unknown => {
  if (value === null || value === undefined) return null
  if (type === 'time') return new Date(value as number)
  return type === 'text' ? textOf(value) : value
}
