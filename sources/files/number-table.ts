/** Columns of numbers in a CSV file. */
import { badData } from './bad-data.js'
import { eachLine, textOf } from './each-line.js'
import { plainNumber } from './plain-number.js'
import { readChunks } from './read-chunks.js'

export interface NumberTable {
  readonly names: readonly string[]
  /** By column, equally long. */
  readonly columns: readonly Float64Array[]
}

/** Thousands of alternatives in one line. */
const LINE_BYTES_MAX = 1 << 24

/**
 * Reads the columns that `wanted` chooses by the names in the first line; the others may hold anything. Separator is the comma, a cell may
 * stand in double quotes. A cell that is not a number, or a row that is too short or too long, is `bad-data` with its line.
 * `file` may be gzip.
 */
export const readNumberTable = async (
  file: string,
  wanted: (names: readonly string[]) => readonly number[],
): Promise<NumberTable> => {
  let header: readonly string[] = []
  let chosen: readonly number[] = []
  let columns: readonly number[][] = []
  const onRow = (cells: readonly string[], line: number): void => {
    if (cells.length !== header.length)
      throw badData(`${file}:${line}: ${cells.length} cells, the first line has ${header.length}`)
    chosen.forEach((from, to) => {
      const value = numberOf(cells[from]!)
      if (Number.isNaN(value))
        throw badData(`${file}:${line}: column ${header[from]}: "${cells[from]!.slice(0, 40)}" is not a number`)
      columns[to]!.push(value)
    })
  }
  await eachLine(
    readChunks(file),
    (bytes, from, to, line) => {
      const cells = cellsOf(textOf(bytes, from, to))
      if (line > 1) return onRow(cells, line)
      if (isRow(cells)) throw badData(`${file}:1: numbers; the first line must name the columns`)
      header = cells
      chosen = wanted(cells)
      columns = chosen.map(() => [])
    },
    file,
    LINE_BYTES_MAX,
  )
  if (header.length === 0) throw badData(`${file}: empty; the first line must name the columns`)
  return { names: chosen.map((i) => header[i]!), columns: columns.map((column) => Float64Array.from(column)) }
}

const cellsOf = (line: string): readonly string[] =>
  line.split(',').map((cell) => {
    const text = cell.trim()
    return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text
  })

/** NaN for all that is not a finite decimal number. */
const numberOf = (text: string): number => {
  const value = plainNumber(text) ?? Number.NaN
  return Number.isFinite(value) ? value : Number.NaN
}

/** Numbers in the first line are a row, unless they count the columns as some programs do. */
const isRow = (names: readonly string[]): boolean =>
  names.every((name) => !Number.isNaN(numberOf(name))) &&
  ![0, 1].some((from) => names.every((name, i) => name === String(i + from)))
