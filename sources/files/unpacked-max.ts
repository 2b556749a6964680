/** Limits of packed files. */
import { badData } from './bad-data.js'

/** Candles pack 3 to 30 times; a bomb of zeros packs 1,000 times (97 KB became 100 MB and took 21 s). */
const RATIO_MAX = 200
const SMALL_BYTES = 16 * 2 ** 20
/** Sixty years of one-minute candles with both sides. */
const BYTES_MAX = 4 * 2 ** 30

/** Most bytes that `packedBytes` may unpack to. */
const unpackedMax = (packedBytes: number): number => Math.min(BYTES_MAX, Math.max(SMALL_BYTES, RATIO_MAX * packedBytes))

/** Throws where a file of `packedBytes` unpacks to more than candles do. */
export const checkUnpacked = (path: string, packedBytes: number, unpackedBytes: number): void => {
  const most = unpackedMax(packedBytes)
  if (unpackedBytes <= most) return
  const limit = `${Math.floor(most / 2 ** 20)} MiB`
  throw badData(`${path}: ${packedBytes} bytes unpack to more than ${limit}, the limit for a file of this size`)
}
