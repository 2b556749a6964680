/** Standard error: what the operator reads. Standard output is for results. No other file writes to it. */
import type { LogLine } from './log/json-lines.js'
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
export const logToStderr = (line: string): void => (format.json ?? humanLine)(line)

/** The same; `facts` are its fields where lines are JSON. */
export const logFactsToStderr = (line: string, facts: object): void => (format.json ?? humanLine)(line, facts)

/** Text of several lines, such as the error that ends a command. */
export const writeToStderr = (text: string): void => {
  if (format.json) format.json(text.replace(/^sep: /, '').trimEnd(), {}, 'error')
  else process.stderr.write(printable(withoutSecrets(text)))
}

/** The terminal behind standard error, for progress; null where nobody watches. */
export const progressTerminal = (): NodeJS.WriteStream | null =>
  process.stderr.isTTY && !isJsonLog() ? process.stderr : null
