/** All importers by format. */
import { readCsv } from '../csv.js'
import { eachLine, textOf } from '../each-line.js'
import { readChunks } from '../read-chunks.js'
import { type DukascopyOptions, importDukascopy } from './dukascopy.js'
import { importHistData } from './hist-data.js'
import { type Importer, importer } from './importer.js'
import { importMetaTrader4 } from './meta-trader4.js'
import { importMetaTrader5 } from './meta-trader5.js'
import { importOandaJson } from './oanda-json.js'
import { importParquet } from './parquet.js'
import { importTradingView, tradingViewHeader } from './trading-view.js'

/** Longer than any header. */
const LINE_MAX = 4096

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
  mt4: { read: importMetaTrader4, zoned: true, about: 'MetaTrader 4 history export; --tz is needed' },
  mt5: { read: importMetaTrader5, zoned: true, about: 'MetaTrader 5 bar export; --tz is needed' },
  dukascopy: {
    read: importDukascopy,
    zoned: true,
    about: 'Dukascopy csv of the bid, --ask that of the ask; default clock UTC',
  },
  tradingview: {
    read: importTradingView,
    zoned: true,
    about: 'TradingView export: time in seconds or ISO, open, high, low, close, Volume',
  },
  parquet: {
    read: importParquet,
    zoned: false,
    about: 'Parquet with time, open, high, low, close, also bid_ and ask_',
  },
  csv: {
    read: (paths, options) => importLayout(paths, options),
    zoned: false,
    about: 'the layout of the data folders under any name',
  },
} satisfies { readonly [format: string]: ImportFormat })

const importOwnCsv = importer((path, options) => readCsv(readChunks(path), { ...options, file: path }))

/** A TradingView export is a csv too: its header cannot be mistaken. */
const importLayout: Importer = async (paths, options) => {
  const first = paths[0] === undefined ? '' : await firstLine(paths[0])
  return (tradingViewHeader(first) ? importTradingView : importOwnCsv)(paths, options)
}

const firstLine = async (path: string): Promise<string> => {
  for await (const chunk of readChunks(path)) {
    let first = ''
    await eachLine([chunk], (bytes, from, to, line) => {
      if (line === 1) first = textOf(bytes, from, Math.min(to, from + LINE_MAX))
    })
    return first
  }
  return ''
}
