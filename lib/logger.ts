/** Where a process writes its lines for the operator. */

/** One line, without its newline. Functions that report something take one as `log`. */
export type Logger = (line: string) => void
