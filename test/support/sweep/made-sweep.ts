/** A sweep as `sep trials` writes it, made without one: folders for reports, comparisons and benches. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TrialLine } from '../../../model/trial-line.js'
import { dateOfDay, openTradingDays } from '../../../operators/calendar/open-days.js'

export interface MadeSweep {
  /** Values by parameter. */
  readonly grid: { readonly [name: string]: readonly number[] }
  readonly instruments: readonly string[]
  /** Net bps of the trades of a day; empty for a day without one. */
  readonly tradesOf: (params: { readonly [name: string]: number }, instrument: string, day: number) => readonly number[]
  readonly days?: number
  /** Train and test days of a walk-forward. */
  readonly folds?: { readonly train: number; readonly test: number }
  readonly minTrades?: number
  readonly objective?: 'pnl' | 'calmar' | 'dsr'
  readonly holdout?: { readonly from: string; readonly to: string }
}

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')
const START_MS = Date.UTC(2024, 0, 2)
const DAY_MS = 86_400_000
const minute = (tsMs: number): string => `${new Date(tsMs).toISOString().slice(0, 16)}Z`

/** Cost of a trade in every made line, bps. */
const COST = { spreadBps: 1, slippageBps: 0.25, commissionBps: 0.5, depthBps: 0.25 }

export const madeLines = (sweep: MadeSweep): TrialLine[] => {
  const { grid, instruments, tradesOf, days = 60, folds } = sweep
  const end = START_MS + days * DAY_MS
  const windows = folds
    ? Array.from({ length: Math.floor((days - folds.train) / folds.test) }, (_, fold) => {
        const split = START_MS + (folds.train + fold * folds.test) * DAY_MS
        return [
          { fold, part: 'train' as const, from: split - folds.train * DAY_MS, to: split },
          { fold, part: 'test' as const, from: split, to: split + folds.test * DAY_MS },
        ]
      }).flat()
    : [{ fold: null, part: 'all' as const, from: START_MS, to: end }]
  const points = Object.entries(grid).reduce<readonly { readonly [name: string]: number }[]>(
    (all, [name, values]) => all.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  )
  return points.flatMap((params) =>
    windows.flatMap(({ fold, part, from, to }) =>
      instruments.map((instrument) => {
        const trades = openTradingDays(from, to).map((day) => [day, tradesOf(params, instrument, day)] as const)
        const head = { params, paramKey: null, instrument, fold, part, from: minute(from), to: minute(to) }
        return { ...identityOf(params, instrument, from, to), kind: 'shadow', ...head, ...figuresOf(trades) } as const
      }),
    ),
  )
}

const identityOf = (params: object, instrument: string, from: number, to: number) => ({
  resultHash: hashOf([params, instrument, from, to]),
  configHash: hashOf(params),
})

const figuresOf = (byDay: readonly (readonly [number, readonly number[]])[]) => {
  const all = byDay.flatMap(([, trades]) => trades)
  const n = all.length
  const sum = all.reduce((total, bps) => total + bps, 0)
  const mean = sum / n
  const cost = (bps: number) => n * bps
  return {
    trades: n,
    winRate: n === 0 ? null : all.filter((bps) => bps > 0).length / n,
    pnlBps: sum,
    meanBps: n === 0 ? null : mean,
    sdBps: n < 2 ? null : Math.sqrt(all.reduce((total, bps) => total + (bps - mean) ** 2, 0) / (n - 1)),
    maxDrawdownBps: 0,
    calmar: n === 0 ? null : 0,
    sharpeDaily: null,
    grossBps: sum + cost(2),
    costs: {
      spreadBps: cost(COST.spreadBps),
      slippageBps: cost(COST.slippageBps),
      commissionBps: cost(COST.commissionBps),
      depthBps: cost(COST.depthBps),
    },
    pnlQuote: null,
    days: byDay.flatMap(([day, trades]): [string, number, number][] =>
      trades.length === 0 ? [] : [[dateOfDay(day), trades.reduce((total, bps) => total + bps, 0), trades.length]],
    ),
  }
}

export const madeFacts = (sweep: MadeSweep) => {
  const { instruments, days = 60, minTrades = 30, objective = 'pnl', holdout = null } = sweep
  const end = START_MS + days * DAY_MS
  return {
    format: 1,
    name: 'made',
    sweep: hashOf('made'),
    graph: 'sep',
    family: `sep ${hashOf('family').slice(0, 12)}`,
    kind: 'shadow',
    objective,
    minTrades,
    data: ['market'],
    dataHash: hashOf('data'),
    market: hashOf('market'),
    world: { home: 'USD', instruments },
    window: { from: minute(START_MS), to: minute(end) },
    days: openTradingDays(START_MS, end).map(dateOfDay),
    folds: null,
    holdout,
    costs: { commission: 'none', spread: 1, slippage: 1 },
    trials: Object.values(sweep.grid).reduce((product, values) => product * values.length, 1),
    instruments,
    versions: { sep: '0.1.0' },
    command: 'npx sep trials made.yaml',
    spec: {},
  }
}

/** Writes sweep.json and trials.ndjson. */
export const writeMadeSweep = (folder: string, sweep: MadeSweep): void => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'sweep.json'), `${JSON.stringify(madeFacts(sweep), null, 2)}\n`)
  writeFileSync(
    join(folder, 'trials.ndjson'),
    madeLines(sweep)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  )
}
