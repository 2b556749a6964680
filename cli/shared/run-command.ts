/** What all commands share: exit codes, errors as one line, and an end in order at ^C. */
import { constants } from 'node:os'
import { systemClock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import { writeToStderr } from '../../lib/stderr.js'

/** 0 ok, 1 failed, 2 usage, 3 taken but not done. */
export const EXIT = Object.freeze({ ok: 0, failed: 1, usage: 2, unfinished: 3 })

/** Prints an error for the user and returns the exit code. Faults outside this program get one line without a stack trace. */
export const reportError = (error: unknown, write: (text: string) => void = writeToStderr): number => {
  if (error instanceof CodedError) {
    write(`sep: ${error.message}\n`)
    return exitCodeOf(error)
  }
  const refusal = refusalOf(error)
  if (refusal !== null) {
    write(`sep: ${refusal}\n`)
    return EXIT.failed
  }
  write(`sep: this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return EXIT.failed
}

/** Rights, room and files that went away: what the system refuses is no bug, wherever it was met. */
const REFUSALS: ReadonlySet<string> = new Set([
  ...['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'EEXIST', 'EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'ELOOP', 'ENAMETOOLONG'],
  ...['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EMFILE', 'ENFILE', 'EBUSY', 'ESTALE', 'EADDRINUSE', 'EADDRNOTAVAIL'],
])

/** The system's words, which name the call and the path; null of any other error. */
const refusalOf = (error: unknown): string | null => {
  if (!(error instanceof Error)) return null
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (code === 'ERR_INVALID_ARG_VALUE' && message.includes('null bytes')) return 'a path has a null byte'
  return syscall !== undefined && code !== undefined && REFUSALS.has(code) ? message : null
}

export const exitCodeOf = ({ code }: CodedError): number => {
  // An order has left, and what became of it is to be found out.
  if (code === 'broker-unknown') return EXIT.unfinished
  return code === 'bad-argument' || code === 'bad-config' ? EXIT.usage : EXIT.failed
}

/** A second ^C within this time is the same keystroke: npm forwards what the terminal has already sent. */
const SAME_KEYSTROKE_MS = 500

/** Aborts at the first ^C or TERM, so that a command can end in order. A second one ends the process at once. */
export const abortOnInterrupt = (): { readonly signal: AbortSignal; release(): void } => {
  const abort = new AbortController()
  let firstMs = 0
  const stop = (signal: NodeJS.Signals) => {
    if (!abort.signal.aborted) {
      firstMs = systemClock.monotonicMs()
      abort.abort(new Error('interrupted'))
      // Keeps the process alive until the repeat has come: without our handler it would end the process with another exit code.
      void systemClock.sleep(SAME_KEYSTROKE_MS)
    } else if (systemClock.monotonicMs() - firstMs > SAME_KEYSTROKE_MS) process.exit(128 + constants.signals[signal])
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: abort.signal,
    release: () => {
      if (abort.signal.aborted) return
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
