/** Data files made on the spot, in a folder that goes away with the test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { SERIES_COLUMNS, type CandleSeries } from '../../model/candle-series.js'

export const HEADER = 't,o,h,l,c,v,bo,bh,bl,bc,ao,ah,al,ac'
/** Open label of the first candle of the examples: Monday 2024-03-04 00:00 UTC. */
export const START = 1_709_510_400_000

export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sep-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes text or bytes, packed where the name ends in .gz. */
export const putFile = (folder: string, name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, name.endsWith('.gz') && typeof content === 'string' ? gzipSync(content) : content)
  return path
}

/** A CSV of minutes after START: `'0 1.1 1.2 1.0 1.1 5'` is minute, o, h, l, c, v. */
export const csvOf = (rows: readonly string[], startMs = START): string =>
  [
    't,o,h,l,c,v',
    ...rows.map((row) => row.replace(/^\S+/, (m) => `${startMs + Number(m) * 60_000}`).replaceAll(' ', ',')),
  ]
    .join('\n')
    .concat('\n')

/** All columns as plain arrays, for comparison. */
export const columnsOf = (series: CandleSeries): { readonly [name: string]: number[] } =>
  Object.fromEntries(SERIES_COLUMNS.map((name) => [name, [...series[name]]]))

/** The message of the error that a promise ends in. */
export const messageOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error as Error).message,
  )
