/** The bytes of a file in chunks, decompressed where it is gzip by its first bytes (the name does not matter). */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { SepError } from '../../model/error-codes.js'
import { unreadable } from '../unreadable.js'

const CHUNK_BYTES = 1 << 18

/** Bytes of one file. A missing file is `missing-data`, a damaged or truncated gzip `bad-data`. */
export const readChunks = async function* (path: string): AsyncGenerator<Uint8Array> {
  const gzip = isGzip(path)
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  if (!gzip) return yield* file
  const plain = file.pipe(createGunzip({ chunkSize: CHUNK_BYTES }))
  file.on('error', (error) => plain.destroy(error))
  try {
    yield* plain
  } catch (error) {
    throw unpackError(path, error)
  } finally {
    file.destroy()
  }
}

const isGzip = (path: string): boolean => {
  const first = new Uint8Array(2)
  try {
    const file = openSync(path, 'r')
    try {
      readSync(file, first)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw unreadable(path, error)
  }
  return first[0] === 0x1f && first[1] === 0x8b
}

const unpackError = (path: string, error: unknown): unknown => {
  const { code, message } = error as NodeJS.ErrnoException
  if (!code?.startsWith('Z_')) return error
  return new SepError('bad-data', `${path}: gzip is ${code === 'Z_BUF_ERROR' ? 'truncated' : 'damaged'}: ${message}`)
}
