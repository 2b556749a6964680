import type { HelpNotes } from './help-note.js'

const DATA = 'docs/data.md'

export const DATA_NOTES: HelpNotes = {
  data: { examples: [['data info market', 'rows, gaps, sides, spreads']], see: [DATA] },
  'data fetch': {
    examples: [
      [
        'data fetch --out market --from 2024-01-01 --env practice --account 101-004-1234567-001 --token-file token.txt',
        "the broker's history; the same command goes on",
      ],
    ],
    see: ['data info', 'fetch', DATA],
  },
  'data import': {
    examples: [
      ['data import EURUSD_2024.zip --format histdata --instrument EUR_USD --out market', 'a file of HistData'],
      [
        'data import bid.csv --ask ask.csv --format dukascopy --instrument EUR_USD --out market',
        'bid and ask of Dukascopy',
      ],
      [
        'data import EURUSD1.csv --format mt4 --tz ny-close --instrument EUR_USD --out market',
        'an export of MetaTrader 4',
      ],
    ],
    see: ['data info', DATA],
  },
  'data synth': {
    examples: [['data synth --out market --days 90 --seed 1', 'a market in which nothing can be predicted']],
    see: ['data info', 'backtest', DATA],
  },
  'data info': {
    examples: [['data info market', 'look before you trade']],
    see: ['data import', 'backtest', DATA],
  },
}
