/** Where a command's result goes: standard output, or a file that appears whole or not at all. */
import { accessSync, constants, createWriteStream, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { checkFolder } from '../../lib/check-folder.js'
import { SepError } from '../../model/error-codes.js'
import { print, printSlowly } from '../../lib/terminal/stdout.js'

/** One JSON document on standard output. */
export const printJson = (value: unknown): void => print(`${JSON.stringify(value)}\n`)

/** Writes bytes to a file, which appears whole or not at all; a device or a pipe is written to in place. */
export const writeBytes = (path: string, bytes: Uint8Array): Promise<void> => writeFilePieces(path, [bytes])

/** Writes pieces of text to `path` (gzip if it ends in .gz), or to standard output if it is `-` or missing. */
export const writeOutput = async (path: string | undefined, pieces: Iterable<string>): Promise<void> => {
  if (path === undefined || path === '-') return toStandardOutput(pieces)
  return writeFilePieces(path, pieces)
}

const writeFilePieces = async (path: string, pieces: Iterable<string | Uint8Array>): Promise<void> => {
  // A device or a pipe must be written to in place, not replaced.
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? true
  const target = isFile ? join(dirname(path), `.${basename(path)}.${process.pid}.tmp`) : path
  const packed = path.endsWith('.gz') ? [createGzip({ level: 4 })] : []
  const file = createWriteStream(target)
  // A source that fails at once destroys the stream while its file is still being opened: it appears after that.
  const closed = new Promise<void>((resolve) => file.once('close', () => resolve()))
  try {
    await pipeline([Readable.from(bytesOf(pieces)), ...packed, file])
    if (isFile) renameSync(target, path)
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    throw new SepError('missing-data', `${path}: ${code}: cannot be written`, { cause: error })
  } finally {
    await closed
    if (isFile) rmSync(target, { force: true })
  }
}

const bytesOf = function* (pieces: Iterable<string | Uint8Array>): Generator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece)
}

const toStandardOutput = async (pieces: Iterable<string>): Promise<void> => {
  for (const piece of pieces) await printSlowly(piece)
  await printSlowly('\n')
}

/** Checks before the work that `writeOutput` can write to `path`; throws the same error, `missing-data`. */
export const checkOutputFile = (path: string | undefined): void => {
  if (path === undefined || path === '-') return
  try {
    const facts = statSync(path, { throwIfNoEntry: false })
    if (facts?.isDirectory()) throw new Error('is a folder')
    // A device or a pipe is written to in place; a file is renamed into its folder.
    if (facts && !facts.isFile()) return accessSync(path, constants.W_OK)
    const folder = dirname(path)
    if (!statSync(folder, { throwIfNoEntry: false })) throw new Error(`there is no folder ${folder}`)
    checkFolder(folder)
  } catch (cause) {
    throw new SepError('missing-data', `${path}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}

/** Checks before the work that the folder of `flag` exists or can be created, and can be written to; otherwise `bad-argument`. */
export const checkOutputFolder = (flag: string, folder: string): void => {
  try {
    checkFolder(folder)
  } catch (cause) {
    const message = `${flag} ${folder}: cannot be written to: ${(cause as Error).message}`
    throw new SepError('bad-argument', message, { cause })
  }
}
