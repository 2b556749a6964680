/** Reads what a file has grown by since the last call, a piece at a time between the other work of the process. */
import { statSync } from 'node:fs'
import { systemClock } from '../../../lib/clock.js'
import { type FileLine, scanLines } from './scan-lines.js'

const PIECE_BYTES = 1 << 20

/** `onNew`: the file is another one, which is read from its beginning. Calls wait for each other. */
export const followLines = (
  path: string,
  onLine: (line: FileLine) => void,
  onNew: () => void = () => {},
): (() => Promise<void>) => {
  let at = 0
  let last = Promise.resolve()
  const read = async (): Promise<void> => {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < at) {
      at = 0
      onNew()
    }
    for (let next = scanLines(path, at, onLine, PIECE_BYTES); next > at; ) {
      at = next
      await systemClock.yield()
      next = scanLines(path, at, onLine, PIECE_BYTES)
    }
  }
  return () => {
    last = last.then(read, read)
    return last
  }
}
