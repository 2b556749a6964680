import type { HelpNotes } from './help-note.js'

const STUDIES = 'docs/research.md'

export const RESEARCH_NOTES: HelpNotes = {
  manifold: {
    examples: [['manifold --input candles.json --output manifold.json', 'metrics of a file of candles']],
    see: ['qfh', 'docs/qfh.md'],
  },
  qfh: { examples: [['qfh --bits bits.txt', 'metrics of a bit string']], see: ['manifold', 'docs/qfh.md'] },
  trials: {
    examples: [
      [
        'trials config/experiments/nightly.yaml',
        'every configuration of the spec; the same command goes on after a kill',
      ],
      ['trials nightly.yaml --distributed --store redis://store.example', 'on the workers of a store'],
      ['trials --schema', 'the JSON Schema of a spec'],
    ],
    exits: [[3, 'interrupted: the same command goes on']],
    see: ['report', 'worker', 'backtest', STUDIES],
  },
  report: {
    examples: [
      ['report --sweep .sep/sweeps/nightly --out nightly.html', 'the verdict on a sweep'],
      ['report --open-holdout', 'runs the best configuration on the hold-out, once'],
    ],
    see: ['trials', 'promote', STUDIES],
  },
  compare: {
    examples: [['compare out out2', 'figures of two runs, and what differs between them']],
    exits: [[1, 'they differ, or it failed']],
    see: ['backtest', 'report'],
  },
  promote: {
    examples: [['promote .sep/sweeps/nightly --config config/live_params.yaml', 'the winner, to a file of settings']],
    see: ['report', 'config show'],
  },
  parquet: {
    examples: [['parquet out', 'trades, equity and shadow for notebooks']],
    see: ['backtest', 'docs/run-folder.md'],
  },
  calibrate: {
    examples: [
      ['calibrate --data market', 'quantiles of every metric'],
      ['calibrate --data market --pass-rate 0.2', 'bounds with which a guard passes a fifth of the minutes'],
    ],
    see: ['backtest', 'studies signal', 'docs/backtesting.md'],
  },
  studies: { examples: [['studies signal --data market', 'what follows each metric']], see: [STUDIES] },
  'studies series': {
    examples: [['studies series --instrument EUR_USD --days 14,30,60', 'spans of one run with one end']],
    see: ['studies latest-run', STUDIES],
  },
  'studies latest-run': {
    examples: [['studies latest-run --instrument EUR_USD --days 30', 'the run with most trades']],
    see: ['studies series', STUDIES],
  },
  'studies enqueue-long-run': {
    examples: [['studies enqueue-long-run --instrument EUR_USD --days 90 --data market', 'queues it for a worker']],
    see: ['worker', STUDIES],
  },
  'studies default-window': {
    examples: [['studies default-window', 'the window that the gates look at']],
    see: ['config explain', STUDIES],
  },
  'studies integrity': {
    examples: [['studies integrity --store redis://store.example', 'counts and sums of every stored run']],
    see: ['store check', STUDIES],
  },
  'studies stats': {
    examples: [['studies stats --returns returns.csv --trials 64', 'Sharpe ratios, deflated by what was tried']],
    see: ['studies reality-check', STUDIES],
  },
  'studies reality-check': {
    examples: [['studies reality-check --panel panel.csv', 'is the best of many better than nothing?']],
    see: ['studies stats', STUDIES],
  },
  'studies signal': {
    examples: [['studies signal --data market --out signal.html', 'returns after each metric, against the spread']],
    see: ['calibrate', STUDIES],
  },
  'studies look-ahead': {
    examples: [['studies look-ahead --data market --graph examples/rsi.mjs', 'does a node see later candles?']],
    exits: [[1, 'a column differs: the graph looks ahead']],
    see: ['graph', 'docs/library.md'],
  },
  'studies sensitivity': {
    examples: [['studies sensitivity --data market', 'wider spreads, later fills, more slippage, each alone']],
    see: ['backtest', STUDIES],
  },
  worker: {
    examples: [['worker --store redis://store.example', 'computes trials of that store until ^C']],
    see: ['trials', 'workers', STUDIES],
  },
  workers: { examples: [['workers --store redis://store.example', 'who computes what']], see: ['worker'] },
}
