/** Lines of a byte stream, without making strings. */

const NEWLINE = 10
const RETURN = 13
const NOTHING = new Uint8Array(0)

/** Takes line `line` (from 1) as bytes[from, to), without its end; `ended` is false for a last line without a newline. */
export type OnLine = (bytes: Uint8Array, from: number, to: number, line: number, ended: boolean) => void

/** Calls `onLine` for each line of the chunks; LF and CRLF end a line, a byte order mark is dropped. Returns the number of lines. */
export const eachLine = async (
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onLine: OnLine,
): Promise<number> => {
  let carry: Uint8Array = NOTHING
  let line = 0
  const give = (bytes: Uint8Array, start: number, end: number, ended: boolean): void => {
    line++
    const from = line === 1 && hasMark(bytes, start) ? start + 3 : start
    onLine(bytes, from, end > from && bytes[end - 1] === RETURN ? end - 1 : end, line, ended)
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

const hasMark = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf
