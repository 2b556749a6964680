/** The bytes of a file in chunks, as UTF-8, decompressed where it is gzip by its first bytes (the name does not matter). */
import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { unreadable } from '../unreadable.js'
import { badData } from './bad-data.js'
import { checkUnpacked } from './unpacked-max.js'
import { utf8Chunks } from './utf8-chunks.js'

const CHUNK_BYTES = 1 << 18

/** Text of one file in UTF-8. A missing file is `missing-data`; a gzip that is damaged, truncated or a bomb `bad-data`. */
export const readChunks = (path: string): AsyncGenerator<Uint8Array> => utf8Chunks(plainChunks(path), path)

const plainChunks = async function* (path: string): AsyncGenerator<Uint8Array> {
  const { gzip, bytes } = headOf(path)
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  if (!gzip) return yield* file
  const plain = file.pipe(createGunzip({ chunkSize: CHUNK_BYTES }))
  file.on('error', (error) => plain.destroy(error))
  let unpacked = 0
  try {
    for await (const chunk of plain as AsyncIterable<Uint8Array>) {
      unpacked += chunk.length
      checkUnpacked(path, bytes, unpacked)
      yield chunk
    }
  } catch (error) {
    throw unpackError(path, error)
  } finally {
    file.destroy()
  }
}

const headOf = (path: string): { readonly gzip: boolean; readonly bytes: number } => {
  const first = new Uint8Array(2)
  try {
    const file = openSync(path, 'r')
    try {
      readSync(file, first)
      return { gzip: first[0] === 0x1f && first[1] === 0x8b, bytes: fstatSync(file).size }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw unreadable(path, error)
  }
}

const unpackError = (path: string, error: unknown): unknown => {
  const { code, message } = error as NodeJS.ErrnoException
  if (!code?.startsWith('Z_')) return error
  return badData(`${path}: gzip is ${code === 'Z_BUF_ERROR' ? 'truncated' : 'damaged'}: ${message}`)
}
