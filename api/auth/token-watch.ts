/** The tokens of a file that may change while the process runs. */
import { statSync } from 'node:fs'
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { readDamagedTokens, readTokens } from './token-file.js'
import { EMPTY_BOOK, type TokenBook } from './token-lines.js'

/** A change is seen by the first question that comes this long after the one before. */
const LOOK_MS = SECOND_MS

/**
 * Throws `bad-config` for a file that is wrong at the start. Later a wrong line is left out and a file that cannot be read has no tokens,
 * both with a line in the log.
 */
export const watchTokens = (path: string | undefined, clock: Clock, log: Logger): (() => TokenBook) => {
  if (path === undefined) return () => EMPTY_BOOK
  const held = { mark: markOf(path), book: readTokens(path), lookedMs: clock.monotonicMs() }
  return () => {
    const nowMs = clock.monotonicMs()
    if (nowMs - held.lookedMs < LOOK_MS) return held.book
    held.lookedMs = nowMs
    const mark = markOf(path)
    if (mark === held.mark) return held.book
    held.mark = mark
    held.book = readAgain(path, log)
    return held.book
  }
}

const readAgain = (path: string, log: Logger): TokenBook => {
  try {
    const book = readDamagedTokens(path)
    for (const fault of book.faults) log(`${path}: ${fault}; it is left out`, 'warn')
    log(`${path}: read again, tokens: ${book.tokens.length}`)
    return book
  } catch (error) {
    log(`${(error as Error).message}; no token is valid until they can`, 'warn')
    return EMPTY_BOOK
  }
}

/** Differs once the file has been changed or replaced; 'none' where it cannot be looked at. */
const markOf = (path: string): string => {
  const facts = statSync(path, { throwIfNoEntry: false, bigint: true })
  return facts ? [facts.ino, facts.size, facts.mtimeNs, facts.ctimeNs].join(' ') : 'none'
}
