/** Where a command's document goes: a file that appears whole or not at all, or standard output. */
import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { SepError } from '../../model/error-codes.js'
import { printText } from './print-text.js'

/** Writes pieces of text to `path` (gzip where it ends in .gz), or to standard output where it is `-` or missing. */
export const writeOutput = async (path: string | undefined, pieces: Iterable<string>): Promise<void> => {
  if (path === undefined || path === '-') return toStandardOutput(pieces)
  // A device or a pipe has a name but no content to keep whole, and must not be replaced.
  const whole = statSync(path, { throwIfNoEntry: false })?.isFile() ?? true
  const target = whole ? join(dirname(path), `.${basename(path)}.${process.pid}.tmp`) : path
  const packed = path.endsWith('.gz') ? [createGzip({ level: 4 })] : []
  try {
    await pipeline([Readable.from(bytesOf(pieces)), ...packed, createWriteStream(target)])
    if (whole) renameSync(target, path)
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    throw new SepError('missing-data', `${path}: ${code}: cannot be written`, { cause: error })
  } finally {
    if (whole) rmSync(target, { force: true })
  }
}

const bytesOf = function* (pieces: Iterable<string>): Generator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece)
}

const toStandardOutput = async (pieces: Iterable<string>): Promise<void> => {
  for (const piece of pieces) await printText(piece)
  await printText('\n')
}
