/** Reads the CSV layout of data folders: `t,o,h,l,c,v,bo,bh,bl,bc,ao,ah,al,ac`; the header names the columns. */
import { badData } from './bad-data.js'
import { candleRows, type ReadSeries, type RowOptions, type RowTaker } from './candle-rows.js'
import { eachLine, textOf } from './each-line.js'
import { plainNumber } from './plain-number.js'

/** Header names in the order of a row; `t o h l c` are required. */
const NAMES = ['t', 'o', 'h', 'l', 'c', 'v', 'bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'] as const
const REQUIRED = 5
const VOLUME = 5
const COMMA = 44
const POINT = 46
const ZERO = 48
/** Powers of ten that a double holds exactly. */
const POW10 = Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`))
/** Decimal digits that always fit a double as an exact integer. */
const EXACT_DIGITS = 15

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Candles of one CSV file. */
export const readCsv = async (chunks: Chunks, options: RowOptions): Promise<ReadSeries> => {
  const rows = candleRows({ ...options, whole: true })
  await takeCsv(chunks, rows, options.file)
  return rows.finish()
}

/** Gives each row of a CSV file to `rows`. */
export const takeCsv = async (chunks: Chunks, rows: RowTaker, file: string): Promise<void> => {
  let targets: Int32Array | null = null
  const lines = await eachLine(
    chunks,
    (bytes, from, to, line, ended) => {
      if (targets === null) targets = readHeader(textOf(bytes, from, to), file, rows.row)
      else readLine(rows, targets, bytes, from, to, line, ended)
    },
    file,
  )
  if (lines === 0) throw badData(`${file}:1: empty file, no header`)
}

/** The row index of each column of the file. What the file lacks is set once: volume 0, sides NaN. */
const readHeader = (text: string, file: string, row: Float64Array): Int32Array => {
  const names = text.split(',').map((name) => name.trim())
  const fail = (what: string) => badData(`${file}:1: header "${text.slice(0, 120)}": ${what}`)
  for (const [n, name] of names.entries()) {
    if (!NAMES.includes(name as (typeof NAMES)[number]))
      throw fail(`column "${name}" is unknown; known are ${NAMES.join(',')}`)
    if (names.indexOf(name) !== n) throw fail(`column ${name} appears twice`)
  }
  const missing = NAMES.slice(0, REQUIRED).filter((name) => !names.includes(name))
  if (missing.length > 0) throw fail(`column ${missing.join(',')} is missing`)
  row.fill(Number.NaN)
  row[VOLUME] = 0
  return Int32Array.from(names, (name) => NAMES.indexOf(name as (typeof NAMES)[number]))
}

const readLine = (
  rows: RowTaker,
  targets: Int32Array,
  bytes: Uint8Array,
  from: number,
  to: number,
  line: number,
  ended: boolean,
): void => {
  const cells = readCells(bytes, from, to, targets, rows.row)
  if (cells === targets.length) return rows.accept(line)
  if (cells < 0) {
    const n = -1 - cells
    const cell = textOf(bytes, from, to).split(',')[n] as string
    return rows.reject(line, `${NAMES[targets[n]!]} "${cell.slice(0, 40)}" is not a number`)
  }
  const cut = ended ? '' : '; the line has no end, the file may be truncated'
  const found = to === from ? 'empty line' : `${cells} column${cells === 1 ? '' : 's'}`
  rows.reject(line, `${found}, the header has ${targets.length}${cut}`)
}

/** Fills the row from the cells of a line; returns the number of cells, or -1 - n where cell n is not a number. An empty cell is NaN. */
const readCells = (bytes: Uint8Array, from: number, to: number, targets: Int32Array, row: Float64Array): number => {
  const columns = targets.length
  let at = from
  for (let n = 0; ; n++) {
    const start = at
    let mantissa = 0
    let digits = 0
    let point = -1
    for (; at < to; at++) {
      const digit = bytes[at]! - ZERO
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit
        digits++
      } else if (bytes[at] === POINT && point < 0) point = at
      else break
    }
    if (n < columns) {
      let value = Number.NaN
      if (digits > 0 && digits <= EXACT_DIGITS && (at === to || bytes[at] === COMMA)) {
        // An exact integer divided by an exact power of ten gives the double nearest to the text, as Number(text) does.
        value = point < 0 ? mantissa : mantissa / POW10[at - 1 - point]!
      } else {
        while (at < to && bytes[at] !== COMMA) at++
        const number = at === start ? Number.NaN : plainNumber(textOf(bytes, start, at))
        if (number === null) return -1 - n
        value = number
      }
      row[targets[n]!] = value
    } else while (at < to && bytes[at] !== COMMA) at++
    if (at >= to) return from === to ? 0 : n + 1
    at++
  }
}
