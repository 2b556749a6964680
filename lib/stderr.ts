/** Standard error: what the operator reads. Standard output is for results. No other file writes to it. */
import type { LogLine } from './log/json-lines.js'
import type { Logger, LogLevel } from './logger.js'
import { withoutSecrets } from './log/secret-values.js'
import { printable, printableLine } from './terminal/printable.js'

/** `sep: text`, for a person. */
const humanLine: LogLine = (line) => {
  process.stderr.write(`sep: ${printableLine(withoutSecrets(line))}\n`)
}
const format: { json: LogLine | null } = { json: null }

/** From now on lines are JSON; `made` gets what writes them. Once, before a command runs. */
export const logAsJson = (made: (write: (text: string) => void) => LogLine): void => {
  format.json = made((text) => void process.stderr.write(text))
}
export const isJsonLog = (): boolean => format.json !== null

/** One line of this program. */
export const logToStderr: Logger = (line, level) => (format.json ?? humanLine)(line, level)

/** The same; `facts` are its fields where lines are JSON. */
export const logFactsToStderr = (line: string, level: LogLevel, facts: object): void =>
  (format.json ?? humanLine)(line, level, facts)

/** Text of several lines, such as the error that ends a command. */
export const writeToStderr = (text: string): void => {
  if (format.json) format.json(withoutName(text).trimEnd(), 'error')
  else process.stderr.write(printable(withoutSecrets(text)))
}

/** Each line of a text is one of the log if lines are JSON; false, and nothing is written, if they are not. */
export const logIfJson = (text: string): boolean => {
  for (const line of format.json ? text.split('\n') : []) if (line !== '') format.json?.(withoutName(line))
  return format.json !== null
}

/** Lines for people name the program. */
const withoutName = (line: string): string => line.replace(/^sep: /, '')

/** The terminal behind standard error, for progress; null where nobody watches. */
export const progressTerminal = (): NodeJS.WriteStream | null =>
  process.stderr.isTTY && !isJsonLog() ? process.stderr : null
