/** The benches by name. */
import type { Bench } from './bench.js'

const liveFigures = (prefix: string, market: string): Bench['figures'] => ({
  [`${prefix}SlicesWithOrders`]: `${market}: slices with orders`,
  [`${prefix}RanP50Ms`]: `${market}: until an order leaves, less waits for a core, median, ms`,
  [`${prefix}RanP99Ms`]: `${market}: the same, 99th percentile, ms`,
  [`${prefix}OrderP50Ms`]: `${market}: until an order leaves, median, ms`,
  [`${prefix}OrderP99Ms`]: `${market}: the same, 99th percentile, ms`,
  [`${prefix}WaitP99Ms`]: `${market}: in it waits for the store, 99th percentile, ms`,
  [`${prefix}LagP99Ms`]: `${market}: lag of the event loop, 99th percentile, ms`,
  [`${prefix}RssGrowthMb`]: `${market}: growth of memory over the day, MB`,
  [`${prefix}Alarms`]: `${market}: alarms`,
})

const peerFigures = (prefix: string, peer: string): Bench['figures'] => ({
  [`${prefix}Version`]: `${peer}: version`,
  [`${prefix}Ratio`]: `${peer}: its CPU time / that of SEP, median of pairs`,
  [`${prefix}CpuMs`]: `${peer}: CPU ms`,
  [`${prefix}SepCpuMs`]: `SEP in turn with ${peer}: CPU ms`,
  [`${prefix}Trades`]: `${peer}: trades`,
  [`${prefix}SepTrades`]: `SEP in turn with ${peer}: trades`,
  [`${prefix}PeakRssMb`]: `${peer}: peak memory, MB`,
  [`${prefix}SepPeakRssMb`]: `SEP in turn with ${peer}: peak memory, MB`,
})

/** Each is loaded on its own: the modules of another one would count in its memory. */
export const BENCHES: { readonly [name: string]: Bench } = {
  qfh: {
    what: 'The QFH kernel on one core: a million windows of 128 random bits, stride 1.',
    figures: {
      windowsPerCpuSec: 'windows per CPU second',
      streamRowsPerCpuSec: 'rows per CPU second through the stream of the graph',
    },
    run: async () => ({ ...(await import('./qfh.js')).benchQfh() }),
  },
  'paper-broker': {
    what: 'The exchange engine of backtest and paper broker, eight instruments.',
    figures: {
      idleNsPerRow: 'a row (instrument and minute) without a position, CPU ns',
      heldNsPerRow: 'a row with a position and its stop, CPU ns',
      flipUs: 'a close and a protected entry, CPU us',
    },
    run: async () => ({ ...(await import('./paper-broker.js')).benchPaperBroker() }),
  },
  'sma-flip': {
    what: 'A small graph (crossover of two averages) over 90 days of eight pairs: loading the candles and one run.',
    figures: {
      rows: 'candles',
      loadColdCpuMs: 'loading from gzip CSV, CPU ms',
      loadCpuMs: 'loading from the columnar cache, CPU ms',
      runCpuMs: 'the run, CPU ms',
      candlesPerCpuSec: 'candles per CPU second in the run',
      peakRssColdMb: 'peak memory, cold, MB',
      peakRssMb: 'peak memory from the cache, MB',
    },
    run: async (data) => (await import('./sma-flip.js')).benchSmaFlip(data),
  },
  replay: {
    what: 'The whole graph of SEP in replay on one core, 90 days of eight pairs, without sinks.',
    figures: {
      candles: 'candles',
      candlesPerCpuSec: 'candles per CPU second',
      candlesPerSec: 'candles per second',
      cpuUsPerSlice: 'CPU us per slice of eight instruments',
      evaluatorUsPerSlice: 'part of it in the evaluator of the gates, us',
      peakRssMb: 'peak memory, the candles read week by week as in a backtest, MB',
    },
    run: async (data) => (await import('./replay.js')).benchReplay(data),
  },
  backtest: {
    what: '`sep backtest` over 90 days of eight pairs as a user runs it, from the columnar cache to the summary line.',
    figures: { summaryCpuMs: 'the command, CPU ms', summaryMs: 'the command, ms' },
    run: async (data) => (await import('./backtest.js')).benchBacktest(data),
  },
  report: {
    what: '`sep report` of a sweep of 10,000 trials over eight instruments.',
    figures: { trials: 'trials', reportCpuMs: 'the command, CPU ms', reportMs: 'the command, ms' },
    run: async () => (await import('./report.js')).benchReport(),
  },
  statistics: {
    what: 'The statistics of research with 20,000 resamples.',
    figures: {
      seriesCpuMs: 'all statistics of 500 returns, CPU ms',
      panelCpuMs: 'all tests of a panel of 64 alternatives x 500 rows, CPU ms',
      verdictCpuMs: 'the verdict on 1,250 configurations over 65 days, CPU ms',
    },
    run: async () => ({ ...(await import('./statistics.js')).benchStatistics() }),
  },
  'long-backtest': {
    what: '`sep backtest` over ten years of eight pairs with its run folder: the first run fills the columnar cache.',
    isLong: true,
    figures: {
      candles: 'candles',
      trades: 'trades',
      shadowTrades: 'shadow trades',
      firstPeakRssMb: 'peak memory of the first run, MB',
      peakRssMb: 'peak memory, MB',
      runCpuMs: 'the command, CPU ms',
      runSec: 'the command, s',
      reportMb: 'size of report.html, MB',
    },
    run: async (data) => (await import('./long-backtest.js')).benchLongBacktest(data),
  },
  trials: {
    what: 'Sweeps: 30 days of eight pairs in one process, spec to last line; sma-flip: 64 sets over 90 days, the command on two workers.',
    figures: {
      shadowTrialsPerCpuSec: 'shadow trials per CPU second where guards and cooldowns vary',
      lookTrialsPerCpuSec: 'shadow trials per CPU second where the direction varies',
      portfolioTrialsPerCpuSec: 'portfolio trials per CPU second',
      smaFlipWallSec: 'sma-flip: the command, s',
      smaFlipCpuSec: 'sma-flip: CPU s of all its threads',
      smaFlipPeakRssMb: 'sma-flip: peak memory, MB',
    },
    run: async (data) => (await import('./trials.js')).benchTrials(data),
  },
  rest: {
    what: 'REST reads of a trading demo, 200 a second over ten kinds of answers, timed from when each was due.',
    figures: {
      requestsPerSec: 'requests per second',
      p50Ms: 'answer read, median, ms',
      p99Ms: 'answer read, 99th percentile, ms',
      failed: 'requests without the answer 200',
    },
    run: async () => ({ ...(await (await import('./rest.js')).benchRest()) }),
  },
  metrics: {
    what: 'Scrapes of /metrics of a trading demo, 20 a second, each after five REST reads.',
    figures: {
      series: 'series in an answer',
      bytes: 'size of an answer, bytes',
      p50Ms: 'answer read, median, ms',
      p99Ms: 'answer read, 99th percentile, ms',
      failed: 'scrapes without the answer 200',
    },
    run: async () => ({ ...(await (await import('./metrics.js')).benchMetrics()) }),
  },
  relay: {
    what: 'The WebSocket relay on loopback: 2,000 clients at ten messages a second each, then 200 clients that do not read.',
    figures: {
      clients: 'clients',
      received: 'messages received',
      holes: 'messages missed without a gap message',
      p50Ms: 'delivery, median, ms',
      p99Ms: 'delivery, 99th percentile, ms',
      lagP99Ms: 'lag of the event loop, 99th percentile, ms',
      stalledRssGrowthMb: 'growth of memory with 200 stalled clients, MB',
    },
    run: async () => ({ ...(await (await import('./relay.js')).benchRelay()) }),
  },
  ui: {
    what:
      'The web interface in Chromium over a demo that trades eight pairs at four slices a second, with 1,000,000 candles in its store\n' +
      'and 100,000 trials in its ledger. Tasks are those of the main thread of the page.',
    figures: {
      firstLoadKb: 'scripts, styles and page, gzip, KB',
      interactiveMs: 'until the Desk shows six lines, watch list and chart, ms',
      loadTaskCpuMs: 'longest task of that load, CPU ms',
      deskTaskCpuMs: 'longest task of the live Desk in 20 s, CPU ms',
      pagesTaskCpuMs: 'longest task from page to page, CPU ms',
      trialsMs: 'until the ledger of trials is shown, ms',
      trialsNextMs: 'until its next page is shown, ms',
      trialsTaskCpuMs: 'longest task of both, CPU ms',
      candlesShown: 'candles that the chart goes back over',
      chartTaskCpuMs: 'longest task on the way, CPU ms',
    },
    run: async () => ({ ...(await (await import('./ui/ui.js')).benchUi()) }),
  },
  live: {
    what: 'A day of live slices back to back: journal, graph, order protocol and client, up to the bytes of the order.',
    figures: {
      ...liveFigures('eight', 'eight instruments'),
      ...liveFigures('hundred', '100 instruments'),
      ...liveFigures('server', 'store on disk'),
    },
    run: async () => (await import('./live.js')).benchLive(),
  },
  'live-reads': {
    what: 'Live orders while the same process answers 200 reads a second, in turn with days without reads; store on disk.',
    figures: {
      slicesWithOrders: 'slices with orders in a day',
      ranP50AloneMs: 'nobody reads: until an order leaves, less waits for a core, median, ms',
      ranP50ReadMs: '200 reads a second: the same',
      ranP50Ratio: 'ratio, median of pairs',
      ranP99AloneMs: 'nobody reads: 99th percentile, ms',
      ranP99ReadMs: '200 reads a second: the same',
      ranP99Ratio: 'ratio, median of pairs',
      orderP50AloneMs: 'nobody reads: until an order leaves, with those waits, median, ms',
      orderP50ReadMs: '200 reads a second: the same',
      orderP50Ratio: 'ratio, median of pairs',
      readsPerSec: 'reads answered per second',
      readP99Ms: 'answer read, 99th percentile, ms',
      readsFailed: 'reads without the answer 200',
      alarms: 'alarms',
    },
    run: async () => (await import('./live-reads.js')).benchLiveReads(),
  },
  restart: {
    what: 'A live process that starts again with 30 days of history of eight pairs and an hour of the journal to replay.',
    figures: {
      readyMs: 'from its start until the graph has seen the last slice, ms',
      resumeMs: 'part of it that reads snapshot and journal, ms',
      snapshotBytes: 'snapshot, bytes',
      snapshotMs: 'writing the snapshot, ms',
      journalMsPerSlice: 'journal entry of a slice, ms',
    },
    run: async (data) => (await import('./restart.js')).benchRestart(data),
  },
  peers: {
    what:
      'Crossover of two averages in other packages ([how](../test/bench/peers/README.md)) and in SEP, 30 days of eight pairs.\n' +
      '64 sets: a sweep over 90 days, as whole processes.',
    isLong: true,
    figures: {
      ...peerFigures('vectorbt', 'vectorbt'),
      ...peerFigures('backtesting', 'backtesting.py'),
      ...peerFigures('backtrader', 'backtrader'),
      ...peerFigures('nautilus_trader', 'NautilusTrader'),
      ...peerFigures('sweep', 'vectorbt, 64 sets'),
    },
    run: async () => (await import('./peers/peers.js')).benchPeers(),
  },
}
