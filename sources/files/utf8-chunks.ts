/** UTF-16 files, as MetaTrader and Excel write them, as UTF-8. */
import { badData } from './bad-data.js'

const HEAD_BYTES = 4
const NOTHING = new Uint8Array(0)

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** The same text in UTF-8: UTF-16 is recognised by its byte order mark, or by zeros in the first two characters. */
export const utf8Chunks = async function* (chunks: Chunks, file: string): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = NOTHING
  let decode: ((bytes?: Uint8Array) => Uint8Array) | null = null
  for await (const chunk of chunks) {
    if (decode !== null) {
      yield decode(chunk)
      continue
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
    if (head.length < HEAD_BYTES) continue
    decode = decoderOf(head, file)
    yield decode(head)
  }
  if (decode === null) decode = decoderOf(head, file)
  else head = NOTHING
  if (head.length > 0) yield decode(head)
  const rest = decode()
  if (rest.length > 0) yield rest
}

const decoderOf = (head: Uint8Array, file: string): ((bytes?: Uint8Array) => Uint8Array) => {
  const encoding = encodingOf(head)
  if (encoding === null) return (bytes) => bytes ?? NOTHING
  const decoder = new TextDecoder(encoding, { fatal: true })
  return (bytes) => {
    try {
      return Buffer.from(bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode(), 'utf8')
    } catch {
      throw badData(`${file}: damaged UTF-16: save it as UTF-8`)
    }
  }
}

const encodingOf = ([a, b, c, d]: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === undefined || b === undefined) return null
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le'
  return a === 0 && b !== 0 && c === 0 && d !== 0 ? 'utf-16be' : null
}
