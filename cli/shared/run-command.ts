/** What all commands share: exit codes, one-line errors, JSON or text. */
import { constants } from 'node:os'
import { systemClock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'

/** 0 ok, 1 failed, 2 usage. */
export const EXIT = Object.freeze({ ok: 0, failed: 1, usage: 2 })

/** Prints an error as the user should see it and gives the exit code: no stack trace for the world's faults. */
export const reportError = (
  error: unknown,
  write: (text: string) => void = (text) => process.stderr.write(text),
): number => {
  if (error instanceof CodedError) {
    write(`sep: ${error.message}\n`)
    return error.code === 'bad-argument' || error.code === 'bad-config' ? EXIT.usage : EXIT.failed
  }
  write(`sep: this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return EXIT.failed
}

/** One JSON document on standard output. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** ISO time or milliseconds; a plain date is midnight UTC. */
export const parseTime = (flag: string, text: string): number => {
  const ms = /^\d{10,}$/.test(text)
    ? Number(text)
    : Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) || /^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`)
  if (!Number.isFinite(ms))
    throw new SepError('bad-argument', `${flag} ${text}: not a time; write 2014-05-12 or 2014-05-12T08:00Z`)
  return ms
}

/** A second ^C this soon is no second wish: npm passes on what the terminal has sent already. */
const SAME_KEYSTROKE_MS = 500

/** Aborts at the first ^C or TERM, so that a command can end in order; who asks again does not want to wait. */
export const abortOnInterrupt = (): { readonly signal: AbortSignal; release(): void } => {
  const abort = new AbortController()
  let firstMs = 0
  const stop = (signal: NodeJS.Signals) => {
    if (!abort.signal.aborted) {
      firstMs = systemClock.monotonicMs()
      abort.abort(new Error('interrupted'))
      // The process stays until the repeat has come: without its handlers that one would end it with another exit code.
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
