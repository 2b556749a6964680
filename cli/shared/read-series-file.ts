/** Reads one candle file; its name may give the instrument. */
import { basename } from 'node:path'
import { CodedError } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import { type ReadSeries, seriesOf } from '../../sources/files/candle-rows.js'
import { readCsv } from '../../sources/files/csv.js'
import { readNdjson } from '../../sources/files/ndjson.js'
import { readChunks } from '../../sources/files/read-chunks.js'

const INSTRUMENT = /^[A-Z0-9]{2,}_[A-Z]{3}$/
const NAMED = /^([A-Z0-9]{2,}_[A-Z]{3})[._]/
const NDJSON = /\.(ndjson|jsonl)(\.gz)?$/

/** Reads CSV or NDJSON, gzipped or not. A file without candles gives a series of length 0. */
export const readSeriesFile = async (path: string, instrument?: string): Promise<CandleSeries> => {
  const name = instrument ?? NAMED.exec(basename(path))?.[1]
  if (name === undefined)
    throw new SepError(
      'bad-argument',
      `${path}: the file name has no instrument, as EUR_USD_M1.csv.gz has; add --instrument`,
    )
  if (!INSTRUMENT.test(name)) throw new SepError('bad-argument', `--instrument ${name}: names are like EUR_USD`)
  const read = NDJSON.test(path) ? readNdjson : readCsv
  try {
    const { series }: ReadSeries = await read(readChunks(path), {
      instrument: name,
      file: path,
      lenient: false,
      // Nothing is bought on it: a wild price is shown as the file has it.
      trust: true,
    })
    return series
  } catch (error) {
    if (isEmpty(error))
      return seriesOf(
        name,
        SERIES_COLUMNS.map(() => new Float64Array(0)),
      )
    throw error
  }
}

/** The readers' error for a file that has no candles but is otherwise fine. */
const isEmpty = (error: unknown): boolean =>
  error instanceof CodedError && error.code === 'bad-data' && /:(1:)? (no candles|empty file.*)$/.test(error.message)
