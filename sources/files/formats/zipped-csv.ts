/** The one csv in a zip archive. */
import { readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import { SepError } from '../../../model/error-codes.js'
import { unreadable } from '../../unreadable.js'
import { badData } from '../bad-data.js'
import { checkUnpacked } from '../unpacked-max.js'
import { utf8Chunks } from '../utf8-chunks.js'

/** Text of the csv in UTF-8. An archive with several, with none, or that unpacks to more than candles do is `bad-data`. */
export const zippedCsv = (path: string): AsyncGenerator<Uint8Array> => utf8Chunks([csvIn(path)], path)

const csvIn = (path: string): Uint8Array => {
  const bytes = bytesOf(path)
  const names: string[] = []
  const files = unzip(path, bytes, ({ name, originalSize }) => {
    if (!name.toLowerCase().endsWith('.csv')) return false
    checkUnpacked(path, bytes.length, originalSize)
    names.push(name)
    return true
  })
  if (names.length !== 1) throw badData(`${path}: the zip must hold one .csv; it has ${names.join(', ') || 'none'}`)
  return files[names[0]!]!
}

type Filter = (file: { readonly name: string; readonly originalSize: number }) => boolean

const unzip = (path: string, bytes: Uint8Array, filter: Filter) => {
  try {
    return unzipSync(bytes, { filter })
  } catch (error) {
    if (error instanceof SepError) throw error
    throw badData(`${path}: zip is damaged or truncated: ${(error as Error).message}`)
  }
}

const bytesOf = (path: string): Uint8Array => {
  try {
    return readFileSync(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}
