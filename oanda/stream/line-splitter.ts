/** Cuts a stream of bytes into lines, however the network has cut it. */
const NEWLINE = 0x0a
/** A longer line is no line of the broker. */
const LINE_MAX_BYTES = 256 * 1024

/** Gives the lines that a chunk completes, without blank ones; null where a line is too long. What follows the last newline waits for more. */
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
