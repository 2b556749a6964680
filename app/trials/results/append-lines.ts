/** A file that only grows, line by line. What a killed process leaves at its end is never joined with what follows. */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from '../../../lib/make-folder.js'
import { SepError } from '../../../model/error-codes.js'

const NEWLINE = 10

export interface LineFile {
  /** The lines are durable when it returns. A full disk is an error, and what was written before it stays whole. */
  append(lines: readonly string[]): void
  close(): void
}

/**
 * `what`: how errors name the file; `wayOn`: what the user can do where it cannot be written. The file and its folder are made where they
 * are missing.
 */
export const appendLines = (path: string, what: string, wayOn = ''): LineFile => {
  const fail = (cause: unknown): never => {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new SepError('missing-data', `${what} ${path}: ${code}: cannot be written${wayOn}`, { cause })
  }
  const file = opened(path, fail)
  return {
    append: (lines) => {
      if (lines.length === 0) return
      try {
        write(file, `${endsWhole(file) ? '' : '\n'}${lines.join('\n')}\n`)
        fsyncSync(file)
      } catch (cause) {
        fail(cause)
      }
    },
    close: () => closeSync(file),
  }
}

const opened = (path: string, fail: (cause: unknown) => never): number => {
  try {
    makeFolder(dirname(path))
    return openSync(path, 'a+')
  } catch (cause) {
    return fail(cause)
  }
}

/** One call where the system takes all of it, so that two processes do not mix their lines. */
const write = (file: number, text: string): void => {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
}

const endsWhole = (file: number): boolean => {
  const { size } = fstatSync(file)
  if (size === 0) return true
  const last = Buffer.alloc(1)
  readSync(file, last, 0, 1, size - 1)
  return last[0] === NEWLINE
}
