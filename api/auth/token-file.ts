/** Reads and extends a token file; it belongs to its owner alone. */
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { SepError } from '../../model/error-codes.js'
import { readTokenLines, type TokenBook, type TokenLine, writeTokenLine } from './token-lines.js'

const OTHERS = 0o077

/** `bad-config` where it cannot be read, others may read it, or a line is wrong. */
export const readTokens = (path: string): TokenBook => {
  const book = readTokenLines(textOf(path))
  if (book.faults.length > 0) throw new SepError('bad-config', `${path}: ${book.faults[0]}`)
  return book
}

/** As it is, with faults; `bad-config` where it cannot be read or others may read it. */
export const readDamagedTokens = (path: string): TokenBook => readTokenLines(textOf(path))

/** Creates the file where there is none. One write at its end: two commands at a time both have their line. */
export const appendTokenLine = (path: string, line: TokenLine): void => {
  try {
    const file = openSync(path, 'a', 0o600)
    try {
      writeSync(file, `${endsOpen(path) ? '\n' : ''}${writeTokenLine(line)}`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw new SepError('bad-config', `${path}: ${reason(cause)}: the tokens cannot be written`, { cause })
  }
}

const textOf = (path: string): string => {
  try {
    const { mode } = statSync(path)
    if ((mode & OTHERS) !== 0) {
      const now = (mode & 0o777).toString(8)
      throw new SepError('bad-config', `${path}: mode ${now} lets others read it; chmod 600 makes it yours alone`)
    }
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof SepError) throw cause
    throw new SepError('bad-config', `${path}: ${reason(cause)}: the tokens cannot be read`, { cause })
  }
}

/** Written by hand without a newline at its end? */
const endsOpen = (path: string): boolean => {
  const text = readFileSync(path, 'utf8')
  return text !== '' && !text.endsWith('\n')
}

const reason = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? (cause as Error).message
