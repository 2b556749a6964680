/** `sep backtest` over ten years of eight pairs, with its run folder: memory must not grow with the length of the data. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'
import { timedSep } from './timed-sep.js'

const DAYS = 3652
const MADE = join(packageRoot(), '.cache', 'long-market')

/** `data`: a folder in place of the made one, which takes minutes to make and is kept. The first run fills the cache. */
export const benchLongBacktest = (data?: string): { readonly [name: string]: unknown } => {
  if (data === undefined && !existsSync(join(MADE, 'USD_JPY_M1.csv.gz')))
    timedSep(['data', 'synth', '--out', MADE, '--days', String(DAYS), '--from', '2015-01-01', '--json'])
  const out = mkdtempSync(join(tmpdir(), 'sep-long-'))
  try {
    const run = () => timedSep(['backtest', '--data', data ?? MADE, '--out', out, '--force', '--json'])
    const first = run()
    const again = run()
    const summary = JSON.parse(again.out) as { candles: number; trades: number; shadowTrades: number }
    return {
      name: 'long-backtest',
      ...{ candles: summary.candles, trades: summary.trades, shadowTrades: summary.shadowTrades },
      ...{ firstSec: first.ms / 1000, firstPeakRssMb: first.peakRssMb },
      ...{ runSec: again.ms / 1000, runCpuMs: again.cpuMs, peakRssMb: again.peakRssMb },
      reportMb: statSync(join(out, 'report.html')).size / 1e6,
    }
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}
