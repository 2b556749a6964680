/** Lines of a byte stream, without making strings. */
import { badData } from './bad-data.js'

const NEWLINE = 10
const RETURN = 13
const BLANK = 32
const TAB = 9
const NOTHING = new Uint8Array(0)
/** A line of candles has about a hundred bytes. */
const LINE_BYTES_MAX = 1 << 16

/** Takes line `line` (from 1) as bytes[from, to), without its end; `ended` is false for a last line without a newline. */
export type OnLine = (bytes: Uint8Array, from: number, to: number, line: number, ended: boolean) => void

/**
 * Calls `onLine` for each line of the chunks and returns the number of lines. LF and CRLF end a line; a byte order mark, blanks at the end
 * of a line and blank lines at the end of the file are dropped. With `file` a line of more than `most` bytes (64 KiB) is `bad-data`.
 */
export const eachLine = async (
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onLine: OnLine,
  file?: string,
  most = LINE_BYTES_MAX,
): Promise<number> => {
  let carry: Uint8Array = NOTHING
  let line = 0
  let blankLines = 0
  const checkLength = (bytes: number): void => {
    if (file !== undefined && bytes > most)
      throw badData(`${file}:${line + blankLines + 1}: a line of more than ${most} bytes`)
  }
  const give = (bytes: Uint8Array, start: number, end: number, ended: boolean): void => {
    checkLength(end - start)
    const from = line + blankLines === 0 && hasMark(bytes, start) ? start + 3 : start
    const to = trimmedEnd(bytes, from, end)
    if (to === from) {
      blankLines++
      return
    }
    for (; blankLines > 0; blankLines--) onLine(NOTHING, 0, 0, ++line, true)
    onLine(bytes, from, to, ++line, ended)
  }
  for await (const chunk of chunks) {
    let at = 0
    let newline = chunk.indexOf(NEWLINE)
    if (carry.length > 0 && newline >= 0) {
      const joined = join(carry, chunk.subarray(0, newline))
      give(joined, 0, joined.length, true)
      carry = NOTHING
      at = newline + 1
      newline = chunk.indexOf(NEWLINE, at)
    }
    while (newline >= 0) {
      give(chunk, at, newline, true)
      at = newline + 1
      newline = chunk.indexOf(NEWLINE, at)
    }
    if (at < chunk.length) carry = join(carry, chunk.subarray(at))
    checkLength(carry.length)
  }
  if (carry.length > 0) give(carry, 0, carry.length, false)
  return line
}

/** Text of a line or a cell. */
export const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')

const join = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}

const trimmedEnd = (bytes: Uint8Array, from: number, end: number): number => {
  let to = end
  for (; to > from; to--) {
    const byte = bytes[to - 1]
    if (byte !== RETURN && byte !== BLANK && byte !== TAB) break
  }
  return to
}

const hasMark = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf
