/** Columns of a Parquet file as values that are exact. */
import { readFileSync } from 'node:fs'
import { type FileMetaData, parquetMetadata, parquetRead, type SchemaElement } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { unreadable } from '../../unreadable.js'
import { badData } from '../bad-data.js'
import { checkUnpacked } from '../unpacked-max.js'

/** Sixty years of minutes. */
const ROWS_MAX = 32_000_000

export interface ParquetColumn {
  readonly values: ArrayLike<unknown>
  /** Milliseconds per unit where the column holds times of day, otherwise null. */
  readonly clockUnitMs: number | null
}

export interface ParquetColumns {
  /** Names of all columns of the file. */
  readonly names: readonly string[]
  /** Those that were wanted, by lower-case name. */
  readonly columns: ReadonlyMap<string, ParquetColumn>
}

/** Reads the top-level columns whose lower-case names are wanted, with any of the usual codecs. */
export const parquetColumns = async (path: string, wanted: ReadonlySet<string>): Promise<ParquetColumns> => {
  const bytes = bytesOf(path)
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  const metadata = metadataOf(path, file)
  checkSize(path, bytes.length, metadata)
  const elements = topLevel(metadata.schema)
  const read = elements.filter(({ name }) => wanted.has(name.toLowerCase()))
  const columns = new Map<string, ParquetColumn>()
  for (const { name } of read) {
    if (columns.has(name.toLowerCase())) throw badData(`${path}: two columns ${name.toLowerCase()}`)
    columns.set(name.toLowerCase(), { values: [], clockUnitMs: null })
  }
  const values = read.length > 0 ? await valuesOf(path, file, metadata, read) : new Map<string, unknown[]>()
  for (const element of read) {
    const column = values.get(element.name) ?? []
    const exact = scaleOf(element) === null ? column : column.map((value) => decimalOf(value, scaleOf(element)!))
    columns.set(element.name.toLowerCase(), { values: exact, clockUnitMs: clockUnitMs(element) })
  }
  return { names: elements.map(({ name }) => name), columns }
}

/** Children of the root, groups included. */
const topLevel = (schema: readonly SchemaElement[]): SchemaElement[] => {
  const found: SchemaElement[] = []
  let at = 1
  const skip = (): void => {
    const children = schema[at++]?.num_children ?? 0
    for (let n = 0; n < children; n++) skip()
  }
  for (let n = 0; n < (schema[0]?.num_children ?? 0) && at < schema.length; n++) {
    found.push(schema[at]!)
    skip()
  }
  return found
}

const valuesOf = async (
  path: string,
  file: ArrayBuffer,
  metadata: FileMetaData,
  read: readonly SchemaElement[],
): Promise<Map<string, unknown[]>> => {
  const columns = new Map<string, unknown[]>()
  try {
    await parquetRead({
      file,
      metadata: { ...metadata, schema: metadata.schema.map(raw) },
      columns: read.map(({ name }) => name),
      compressors,
      // Text without a type stays bytes: so do decimals, which would be read as text otherwise.
      utf8: false,
      onChunk: ({ columnName, columnData, rowStart, rowEnd }) => {
        const column = columns.get(columnName) ?? []
        for (let i = rowStart; i < rowEnd; i++) column[i] = columnData[i - rowStart]
        columns.set(columnName, column)
      },
    })
  } catch (error) {
    throw badData(`${path}: Parquet cannot be read: ${(error as Error).message}`)
  }
  return columns
}

/** A decimal without its type: the reader would multiply it by a power of ten that is not exact. */
const raw = (element: SchemaElement): SchemaElement => {
  if (scaleOf(element) === null) return element
  const { converted_type: _converted, logical_type: _logical, ...rest } = element
  return rest
}

const scaleOf = ({ converted_type, logical_type, scale }: SchemaElement): number | null => {
  if (logical_type?.type === 'DECIMAL') return logical_type.scale
  return converted_type === 'DECIMAL' ? (scale ?? 0) : null
}

/** The double nearest to the decimal; `Number` rounds once. Bytes are big-endian two's complement. */
const decimalOf = (value: unknown, scale: number): unknown => {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(`${value}e-${scale}`)
  if (!(value instanceof Uint8Array) || value.length === 0) return value
  const unsigned = BigInt(`0x${Buffer.from(value).toString('hex')}`)
  return Number(`${BigInt.asIntN(value.length * 8, unsigned)}e-${scale}`)
}

const clockUnitMs = ({ converted_type, logical_type }: SchemaElement): number | null => {
  if (logical_type?.type === 'TIME') return { MILLIS: 1, MICROS: 1e-3, NANOS: 1e-6 }[logical_type.unit]
  if (converted_type === 'TIME_MILLIS') return 1
  return converted_type === 'TIME_MICROS' ? 1e-3 : null
}

const checkSize = (path: string, packedBytes: number, { num_rows, row_groups }: FileMetaData): void => {
  if (num_rows > ROWS_MAX) throw badData(`${path}: ${num_rows} rows, more than ${ROWS_MAX}`)
  const chunks = row_groups.flatMap((group) => group.columns)
  const unpacked = chunks.reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0n), 0)
  checkUnpacked(path, packedBytes, unpacked)
}

const metadataOf = (path: string, file: ArrayBuffer): FileMetaData => {
  try {
    return parquetMetadata(file)
  } catch (error) {
    throw badData(`${path}: Parquet cannot be read: ${(error as Error).message}`)
  }
}

const bytesOf = (path: string): Uint8Array => {
  try {
    return readFileSync(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}
