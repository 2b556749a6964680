/** Where a process writes its lines for the operator. */

/** `error`: a critical alarm, or what ended a command. `warn`: another alarm, or a fault that the process deals with. */
export type LogLevel = 'info' | 'warn' | 'error'

/**
 * One line, without its newline; `level` default `info`. `key`: lines of one key are the same where repetitions are only counted; default
 * the line. Functions that report something take one as `log`.
 */
export type Logger = (line: string, level?: LogLevel, key?: string) => void
