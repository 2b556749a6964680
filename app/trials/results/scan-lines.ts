/** Reads the whole lines of a file that another process may be writing to. */
import { closeSync, openSync, readSync } from 'node:fs'
import { SepError } from '../../../model/error-codes.js'

const CHUNK_BYTES = 1 << 20
const NEWLINE = 10

export interface FileLine {
  readonly text: string
  /** Of its first byte in the file. */
  readonly offset: number
  readonly bytes: number
}

/**
 * Calls `onLine` for each line that ends with a newline, from `start`; returns where the next one begins. No file: no lines. After `most`
 * bytes of lines it stops.
 */
export const scanLines = (
  path: string,
  start: number,
  onLine: (line: FileLine) => void,
  most = Number.POSITIVE_INFINITY,
): number => {
  const file = opened(path)
  if (file === null) return start
  try {
    let at = start
    let rest = Buffer.alloc(0)
    const buffer = Buffer.alloc(CHUNK_BYTES)
    for (let count = readSync(file, buffer, 0, CHUNK_BYTES, at); count > 0 && at - rest.length - start < most; ) {
      const bytes = Buffer.concat([rest, buffer.subarray(0, count)])
      const offset = at - rest.length
      at += count
      rest = Buffer.from(bytes.subarray(linesOf(bytes, offset, onLine)))
      count = readSync(file, buffer, 0, CHUNK_BYTES, at)
    }
    return at - rest.length
  } finally {
    closeSync(file)
  }
}

/** Returns how many bytes were whole lines. */
const linesOf = (bytes: Buffer, offset: number, onLine: (line: FileLine) => void): number => {
  let from = 0
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
    onLine({ text: bytes.toString('utf8', from, end), offset: offset + from, bytes: end - from })
    from = end + 1
  }
  return from
}

const opened = (path: string): number | null => {
  try {
    return openSync(path, 'r')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw new SepError('missing-data', `${path}: ${code}: cannot be read`, { cause })
  }
}
