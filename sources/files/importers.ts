/** All importers by format. */
import { readCsv } from './csv.js'
import { type DukascopyOptions, importDukascopy } from './dukascopy.js'
import { importHistData } from './hist-data.js'
import { type Importer, importer } from './importer.js'
import { importMetaTrader5 } from './meta-trader5.js'
import { importOandaJson } from './oanda-json.js'
import { importParquet } from './parquet.js'
import { readChunks } from './read-chunks.js'

export interface ImportFormat {
  readonly read: Importer<DukascopyOptions>
  /** True where `--tz` names the clock of the labels; others are UTC. */
  readonly zoned: boolean
  readonly about: string
}

export const importers = Object.freeze({
  oanda: { read: importOandaJson, zoned: false, about: 'OANDA v20 candles, the JSON body, one page a file' },
  histdata: {
    read: importHistData,
    zoned: true,
    about: 'HistData ASCII or MetaTrader M1, zip or csv; default clock UTC-5',
  },
  mt5: { read: importMetaTrader5, zoned: true, about: 'MetaTrader 5 bar export; --tz is needed' },
  dukascopy: {
    read: importDukascopy,
    zoned: true,
    about: 'Dukascopy csv of the bid, --ask that of the ask; default clock UTC',
  },
  parquet: {
    read: importParquet,
    zoned: false,
    about: 'Parquet with time, open, high, low, close, also bid_ and ask_',
  },
  csv: {
    read: importer((path, options) => readCsv(readChunks(path), { ...options, file: path })),
    zoned: false,
    about: 'the layout of the data folders under any name',
  },
} satisfies { readonly [format: string]: ImportFormat })
