/** Reads the folder of a run or of a sweep for a comparison. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import { isoTime } from '../../lib/iso-time.js'
import { SepError } from '../../model/error-codes.js'
import { accountDays } from '../../studies/report/days.js'
import type { DailyReturns } from '../../studies/report/sharpe-comparison.js'
import { sweepResults } from '../../studies/report/sweep/sweep-report.js'
import { readSweep } from '../report/read-sweep.js'
import { type Compared, flatten, type Plain } from './compared.js'

const figure = z.number().nullable()
const runFile = z.looseObject({
  outputHash: z.string(),
  graphHash: z.string(),
  dataHash: z.string(),
  config: z.record(z.string(), z.unknown()),
  home: z.string(),
  capital: z.number(),
  summary: z.looseObject({
    graph: z.string(),
    instruments: z.array(z.string()),
    fromMs: figure,
    toMs: figure,
    trades: z.number(),
    openTrades: z.number(),
    shadowTrades: z.number(),
    gross: z.number(),
    costs: z.record(z.string(), z.number()),
    net: z.number(),
    nav: z.number(),
    drawdownPct: z.number(),
    figures: z.record(z.string(), figure),
    exposure: z.record(z.string(), figure),
  }),
})

/** A folder that holds neither is `missing-data`. */
export const readCompared = (folder: string): Compared => {
  if (existsSync(join(folder, 'sweep.json'))) return comparedSweep(folder)
  if (existsSync(join(folder, 'run.json'))) return comparedRun(folder)
  throw new SepError('missing-data', `${folder}: holds neither a run (run.json) nor a sweep (sweep.json)`)
}

/** Settings of the simulated broker and of the market's spreads: the cost model. */
const isCost = (path: string): boolean =>
  /^(broker|shadow\.(commission|depth|slippageBps|fillDelayMs))(\.|$)|^run\.spread/.test(path)

const comparedRun = (folder: string): Compared => {
  const { summary, ...run } = parsed(join(folder, 'run.json'))
  const config = flatten(run.config)
  const costs = [...config].filter(([path]) => isCost(path) && path !== 'broker.capital')
  const time = (tsMs: number | null) => (tsMs === null ? null : isoTime(tsMs))
  return {
    folder,
    kind: 'run',
    config: new Map([['graph', summary.graph], ['graphHash', run.graphHash], ...config]),
    basis: new Map<string, Plain>([
      ['data', run.dataHash],
      ['window', `${time(summary.fromMs)} to ${time(summary.toMs)}`],
      ['instruments', summary.instruments],
      ['cost model', Object.fromEntries(costs)],
      ['account', `${run.capital} ${run.home}`],
    ]),
    figures: new Map([
      ['net', summary.net],
      ['gross', summary.gross],
      ...Object.entries(summary.costs).map(([cause, paid]) => [`costs.${cause}`, paid] as const),
      ['nav', summary.nav],
      ['drawdownPct', summary.drawdownPct],
      ['trades', summary.trades],
      ['openTrades', summary.openTrades],
      ['shadowTrades', summary.shadowTrades],
      ...Object.entries(summary.figures),
      ...Object.entries(summary.exposure).map(([name, value]) => [`exposure.${name}`, value] as const),
    ]),
    daily: dailyOf(folder, run.capital),
    outputHash: run.outputHash,
  }
}

const parsed = (path: string): z.output<typeof runFile> => {
  try {
    return runFile.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause).split('\n').join(' ') : (cause as Error).message
    throw new SepError('bad-argument', `${path}: is not the description of a run: ${why}`, { cause })
  }
}

/** Changes of NAV by trading day, as the report takes them; null without equity.csv. */
const dailyOf = (folder: string, capital: number): DailyReturns | null => {
  const path = join(folder, 'equity.csv')
  if (!existsSync(path)) return null
  const [head = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
  const [time, nav] = ['tsMs', 'nav'].map((name) => head.split(',').indexOf(name)) as [number, number]
  const rows = lines.map((line, n) => {
    const cells = line.split(',')
    const row = { tsMs: Number(cells[time] || Number.NaN), nav: Number(cells[nav] || Number.NaN) }
    if (Number.isFinite(row.tsMs) && Number.isFinite(row.nav)) return row
    throw new SepError('bad-argument', `${path}:${n + 2}: has no time or no NAV`)
  })
  return new Map(accountDays(rows, capital).map(({ date, change }) => [date, change]))
}

/** Of a sweep the best configuration by its objective is compared, and the settings that all trials share. */
const comparedSweep = (folder: string): Compared => {
  const { facts, tally, settings } = readSweep(folder)
  const { ranking, lines, days } = sweepResults(facts, tally)
  const best = ranking[0]
  const hash = createHash('sha256')
    .update(readFileSync(join(folder, 'trials.ndjson')))
    .digest('hex')
  return {
    folder,
    kind: 'sweep',
    config: new Map<string, Plain>([
      ['graph', facts.graph],
      ['family', facts.family],
      ['kind', facts.kind],
      ['objective', facts.objective],
      ['minTrades', facts.minTrades],
      ...flatten(settings, 'spec'),
      ...(best ? [...flatten(best.params, 'best')] : []),
    ]),
    basis: new Map<string, Plain>([
      ['data', facts.market],
      ['window', `${facts.window.from} to ${facts.window.to}`],
      ['instruments', facts.instruments],
      ['cost model', JSON.parse(canonicalJson(facts.costs)) as Plain],
    ]),
    figures: new Map<string, number | null>([
      ['trials', facts.trials],
      ['lines', lines],
      ['configurations', ranking.length],
      ['best.pnlBps', best?.pnlBps ?? null],
      ['best.meanBps', best?.meanBps ?? null],
      ['best.grossBps', best?.pool.grossBps ?? null],
      ['best.trades', best?.trades ?? null],
      ['best.sharpeDaily', best?.sharpeDaily ?? null],
      ['best.maxDrawdownBps', best?.maxDrawdownBps ?? null],
      ['best.calmar', best?.calmar ?? null],
    ]),
    daily: best ? new Map(days.map((date, n) => [date, best.pool.daily[n] as number])) : null,
    outputHash: hash,
  }
}
