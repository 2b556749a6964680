/** The files of a finished sweep: trials.ndjson, a line for each trial and instrument, and sweep.json. No time stands in them. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { SepError } from '../../../model/error-codes.js'

const PIECE_CHARS = 1 << 20

/** Appears whole or not at all; a full disk is an error that names the file. */
export const writeSweepFile = (folder: string, name: string, lines: Iterable<string>): void => {
  const path = join(folder, name)
  const partial = join(folder, `.${name}.${process.pid}.tmp`)
  try {
    const file = openSync(partial, 'w')
    try {
      for (const piece of piecesOf(lines))
        for (let rest = piece; rest.length > 0; ) rest = rest.subarray(writeSync(file, rest))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(partial, path)
  } catch (cause) {
    rmSync(partial, { force: true })
    const { code } = cause as NodeJS.ErrnoException
    if (code === undefined) throw cause
    throw new SepError('missing-data', `${path}: ${code}: cannot be written`, { cause })
  }
}

const piecesOf = function* (lines: Iterable<string>): Generator<Uint8Array> {
  let text = ''
  for (const line of lines) {
    text += `${line}\n`
    if (text.length < PIECE_CHARS) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text.length > 0) yield Buffer.from(text)
}
