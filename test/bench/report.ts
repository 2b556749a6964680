/** `sep report` of a sweep of 10,000 trials over eight instruments, as a user runs it. */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'
import { writeMadeSweep } from '../support/sweep/made-sweep.js'
import { median } from './measure.js'
import { timedSep } from './timed-sep.js'

const RUNS = 3
const INSTRUMENTS = ['AUD_USD', 'EUR_JPY', 'EUR_USD', 'GBP_USD', 'NZD_USD', 'USD_CAD', 'USD_CHF', 'USD_JPY']

export const benchReport = (): { readonly [name: string]: unknown } => {
  const folder = join(packageRoot(), '.cache', 'bench', 'sweep-10000')
  if (!existsSync(join(folder, 'trials.ndjson'))) makeSweep(folder)
  const ledger = join(folder, 'ledger.ndjson')
  const once = () => {
    rmSync(ledger, { force: true })
    return timedSep(['report', '--sweep', folder, '--ledger', ledger, '--json', '--out', join(folder, 'report.html')])
  }
  once()
  const runs = Array.from({ length: RUNS }, once)
  return {
    name: 'report',
    trials: 10_000,
    reportMs: median(runs.map(({ ms }) => ms)),
    reportCpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
  }
}

/** Trades on about every second day, their results from a cheap mix of parameters, instrument and day. */
const makeSweep = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  const range = (count: number, step: number) => Array.from({ length: count }, (_, n) => (n + 1) * step)
  writeMadeSweep(folder, {
    grid: { c_min: range(10, 0.05), look: range(10, 2), thr_bps: range(10, 0.5), entry_cd: range(10, 60) },
    instruments: INSTRUMENTS,
    days: 90,
    tradesOf: ({ c_min, look, thr_bps, entry_cd }, instrument, day) => {
      const mix = (day * 31 + look! * 17 + thr_bps! * 14 + entry_cd! / 7 + c_min! * 900 + instrument.charCodeAt(1)) % 97
      return mix < 50 ? [mix / 4 - 7, 5 - mix / 5] : []
    },
  })
}
