/** Standard error: what the operator reads. Standard output is for results. No other file writes to it. */
import { printable, printableLine } from './terminal/printable.js'

/** One line of this program: `sep: text`. */
export const logToStderr = (line: string): void => {
  process.stderr.write(`sep: ${printableLine(line)}\n`)
}

/** Text of several lines. */
export const writeToStderr = (text: string): void => {
  process.stderr.write(printable(text))
}

/** The terminal behind standard error, for progress; null where nobody watches. */
export const progressTerminal = (): NodeJS.WriteStream | null => (process.stderr.isTTY ? process.stderr : null)
