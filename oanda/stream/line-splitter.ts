/** Splits a byte stream into lines, however the network has chunked it. */
const NEWLINE = 0x0a
/** The broker never sends a longer line. */
const LINE_MAX_BYTES = 256 * 1024

/** Returns the lines that a chunk completes, without blank ones; null where a line is too long. Keeps what follows the last newline. */
export const lineSplitter = (): ((chunk: Uint8Array) => readonly string[] | null) => {
  let rest: Uint8Array[] = []
  let restBytes = 0
  return (chunk) => {
    const lines: string[] = []
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      const line = Buffer.concat([...rest, chunk.subarray(from, at)])
      rest = []
      restBytes = 0
      from = at + 1
      if (line.length > LINE_MAX_BYTES) return null
      const text = line.toString('utf8').trim()
      if (text !== '') lines.push(text)
    }
    if (from < chunk.length) {
      rest.push(chunk.slice(from))
      restBytes += chunk.length - from
    }
    return restBytes > LINE_MAX_BYTES ? null : lines
  }
}
