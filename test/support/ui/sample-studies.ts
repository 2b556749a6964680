/** Answers of studies: runs, a sweep that runs and one that ended, spans, comparisons, the ledger of trials. */
import { DAY_MS, HOUR_MS } from '../../../lib/time-units.js'
import type { SampleApi } from './sample-api.js'
import { samplePage } from './sample-ledger.js'
import { SAMPLE_TS_MS } from './sample-status.js'

const stamp = { account: '101-001-1234567-001', tsMs: SAMPLE_TS_MS, asOfMs: SAMPLE_TS_MS, stale: false }
const idOf = (n: number): string => n.toString(16).padStart(8, '0').repeat(8)

const runOf = (n: number) => ({
  ...{
    runId: idOf(n + 1),
    instrument: ['EUR_USD', 'USD_JPY'][n % 2],
    storedMs: SAMPLE_TS_MS - n * HOUR_MS,
    kind: 'shadow',
  },
  ...{
    fromMs: SAMPLE_TS_MS - 90 * DAY_MS,
    toMs: SAMPLE_TS_MS,
    days: 90,
    part: 'all',
    paramKey: `c0.5:l${8 + n}:t2:ec60:xc60`,
  },
  ...{ params: { look: 8 + n }, trades: 240 - n, winRate: 0.51, pnlBps: 120 - 31.5 * n, meanBps: 0.5 - 0.13 * n },
  ...{ maxDrawdownBps: 64.2, calmar: 1.9, sharpeDaily: 0.08, dataHash: 'made' },
})

const tradesOf = (runId: string) => {
  const trades = Array.from({ length: 300 }, (_, n) => ({
    ...{ entryMs: SAMPLE_TS_MS - (300 - n) * 6 * HOUR_MS, exitMs: SAMPLE_TS_MS - (300 - n) * 6 * HOUR_MS + HOUR_MS },
    ...{
      side: n % 3 === 0 ? 'short' : 'long',
      pnlBps: 9 * Math.sin(n / 9) + (n % 4) - 1,
      grossBps: 10,
      costsBps: 1.6,
      reason: 'slope',
    },
  }))
  const sum = { bps: 0 }
  const equity = trades.map(({ exitMs, pnlBps }) => [exitMs, (sum.bps += pnlBps)])
  return { ...stamp, run: { ...runOf(0), runId }, trades, equity }
}

const LOOKS = ['5', '8', '12', '20', '30', '45']
const MOVES = ['0.5', '1', '2', '4']
const heatMap = {
  x: { name: 'look', labels: LOOKS },
  y: { name: 'thr_bps', labels: MOVES },
  cells: MOVES.map((_, r) =>
    LOOKS.map((__, c) => ({
      configurations: 1,
      trades: 120,
      value: r === 3 && c === 5 ? null : 1.4 - (r - 1) ** 2 - 0.5 * Math.abs(c - 2),
    })),
  ),
  peak: [1, 2],
  plateau: [
    [1, 2],
    [1, 1],
    [1, 3],
  ],
  lone: false,
  sentence: 'The best cell stands on a plateau of 3 cells.',
}
const configuration = (n: number) => ({
  ...{
    configHash: idOf(n),
    params: { look: 12 + n, thr_bps: 1 },
    trades: 120,
    pnlBps: 168 - 20 * n,
    meanBps: 1.4 - 0.1 * n,
  },
  ...{ sharpeDaily: 0.1, maxDrawdownBps: 40, calmar: 2, objective: 2 },
})
const sweepReport = {
  ...{
    ...stamp,
    name: 'nightly',
    sweep: idOf(9),
    objective: 'calmar',
    window: { from: '2024-01-02T00:00Z', to: '2024-03-02T00:00Z' },
  },
  ...{ instruments: ['EUR_USD'], configurations: 24, verdict: 'undecided' },
  sentence:
    'Undecided: 120 trades, at least 2,710 needed (+1.40 bps a trade so far); about 1,295 more trading days at this rate.',
  reasons: ['The deflated Sharpe ratio is 0.31, 0.95 needed.', 'It is look 2 at this market.'],
  heatMaps: [heatMap],
  ranking: [0, 1, 2].map(configuration),
}

const entry = (n: number) => ({
  ...{
    kind: n === 0 ? 'opening' : 'trial',
    timeMs: SAMPLE_TS_MS - n * HOUR_MS,
    family: 'sep',
    instruments: ['EUR_USD'],
  },
  ...{
    from: '2024-01-02T00:00Z',
    to: '2024-03-02T00:00Z',
    configHash: n === 0 ? null : idOf(n),
    sweep: n === 0 ? idOf(9) : null,
  },
  ...{
    params: n === 0 ? null : { look: n, thr_bps: 2 },
    trades: n === 0 ? null : 120,
    meanBps: n === 0 ? null : 0.4,
    sharpe: null,
  },
})

/** `runs`: how many are stored; 0 = nothing was ever tried. */
export const sampleStudies = (runs: number): SampleApi => {
  const all = Array.from({ length: runs }, (_, n) => runOf(n))
  const entries = Array.from({ length: runs }, (_, n) => entry(n))
  const some = runs > 0
  return {
    '/api/backtest/results': (query) => samplePage(all, query),
    '/api/backtest/trades': (query) => tradesOf(query.get('run_id') ?? ''),
    '/api/studies/series': () => ({
      ...{ ...stamp, instrument: 'EUR_USD', run: some ? runOf(0) : null, fallback: false },
      message: some
        ? 'EUR_USD: run 00000001 of 90 days'
        : 'EUR_USD: no run of 60 days or more is stored; sep studies enqueue-long-run queues one',
      series: (some ? [14, 30, 60] : []).map((days) => ({
        ...{
          days,
          trades: 3 * days,
          pnlBps: days - 20,
          winRate: 0.52,
          meanBps: 0.4,
          fromMs: SAMPLE_TS_MS - days * DAY_MS,
          toMs: SAMPLE_TS_MS,
        },
      })),
    }),
    '/api/studies/default-window': () => ({
      ...{ ...stamp, days: 14, spans: [14, 30, 60], longRunDays: 90 },
      starts: some
        ? { backtest: true, longRun: true, why: null }
        : { backtest: false, longRun: false, why: 'no store' },
    }),
    '/api/backtest/run': () => ({
      ...stamp,
      jobId: 'j1',
      runId: idOf(7),
      fromMs: 0,
      toMs: SAMPLE_TS_MS,
      days: 14,
      workers: 0,
    }),
    '/api/sweeps': () => ({
      ...stamp,
      sweeps: some
        ? [
            { name: 'running', sweep: null, trials: null, done: 431, finished: false, writtenMs: SAMPLE_TS_MS },
            { name: 'nightly', sweep: idOf(9), trials: 24, done: 24, finished: true, writtenMs: SAMPLE_TS_MS - DAY_MS },
          ]
        : [],
      workers: some ? [{ name: 'machine-1', seenMs: SAMPLE_TS_MS, job: 'x', sweep: null, jobs: 4 }] : [],
    }),
    '/api/sweeps/nightly': () => sweepReport,
    '/api/compare': (query) => comparison((query.get('runs') ?? '').split(',')),
    '/api/trials/ledger': (query) => ({
      ...samplePage(entries, query),
      total: { trials: runs, configurations: runs, openings: 1, holdouts: 0 },
      sentence: some
        ? '24 configurations in 24 trials, looked at 1 time: every verdict counts them all.'
        : 'Nothing has been tried yet.',
    }),
  }
}

/** The last run is of another window: it is not subtracted. */
const comparison = (ids: readonly string[]) => {
  const isOther = (n: number) => n > 0 && n === ids.length - 1
  const figure = (key: string, base: number) => ({
    key,
    values: ids.map((_, n) => base + n),
    deltas: ids.map((_, n) => (isOther(n) ? null : n)),
  })
  return {
    ...{ ...stamp, runs: ids, equal: false },
    config: [{ path: 'look', values: ids.map((_, n) => 8 + n) }],
    basis: [
      {
        path: 'window',
        values: ids.map((_, n) => (isOther(n) ? '2024-02-01 to 2024-03-01' : '2024-01-01 to 2024-03-01')),
      },
    ],
    reasons: ids.map((_, n) => (isOther(n) ? ['window'] : [])),
    figures: [figure('trades', 240), figure('pnl_total', 12.5)],
    sharpe: ids.map((_, n) =>
      n === 0 || isOther(n) ? null : { days: 60, difference: 0.12, pValue: 0.034, verdict: 'better' },
    ),
  }
}
