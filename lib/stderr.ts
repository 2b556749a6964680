/** Standard error: what the operator reads. Standard output is for results. No other file writes to it. */

/** One line of this program: `sep: text`. */
export const logToStderr = (line: string): void => {
  process.stderr.write(`sep: ${line}\n`)
}

/** Text as it is: remarks on the data, and lines that overwrite each other. */
export const writeToStderr = (text: string): void => {
  process.stderr.write(text)
}

/** The terminal behind standard error, for progress; null where nobody watches. */
export const progressTerminal = (): NodeJS.WriteStream | null => (process.stderr.isTTY ? process.stderr : null)
