/** The Parquet twins of a folder: trades, equity and shadow of a run, trials of a sweep; the same rows and numbers. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SepError } from '../../model/error-codes.js'
import type { TrialLine } from '../../model/trial-line.js'
import { scanLines } from '../trials/results/scan-lines.js'
import { type TwinColumn, type ParquetFile, parquetFile, type ParquetValue } from './parquet-file.js'

export interface Twin {
  readonly file: string
  readonly rows: number
}

const TABLES = ['trades', 'equity', 'shadow'] as const

/** Writes a twin next to each table that is there; a folder without any is `missing-data`. */
export const parquetTwins = (folder: string): readonly Twin[] => {
  const twins = [
    ...TABLES.filter((name) => existsSync(join(folder, `${name}.csv`))).map((name) => csvTwin(folder, name)),
    ...(existsSync(join(folder, 'trials.ndjson')) ? [trialsTwin(folder)] : []),
  ]
  if (twins.length > 0) return twins
  throw new SepError('missing-data', `${folder}: holds no table of a run (trades.csv, ..) or a sweep (trials.ndjson)`)
}

/** Text of a CSV column by its name; all others are numbers. */
const TEXT = ['instrument', 'entryReason', 'exitReason', 'place', 'side', 'reason']
const columnOf = (name: string): TwinColumn => ({
  name,
  type: TEXT.includes(name)
    ? 'text'
    : /^time$|Time$/.test(name)
      ? 'time'
      : /TsMs$|^tsMs$|^tradeId$|^openPositions$/.test(name)
        ? 'int'
        : 'double',
})

const csvTwin = (folder: string, name: string): Twin => {
  const path = join(folder, `${name}.csv`)
  const target = `${name}.parquet`
  const seen: { columns: readonly TwinColumn[]; file: ParquetFile | null; rows: number } = {
    columns: [],
    file: null,
    rows: 0,
  }
  return finished(target, seen, () =>
    scanLines(path, 0, ({ text }) => {
      const cells = text.split(',')
      if (seen.file === null) {
        seen.columns = cells.map(columnOf)
        seen.file = parquetFile(join(folder, target), seen.columns)
        return
      }
      if (cells.length !== seen.columns.length)
        throw new SepError(
          'bad-argument',
          `${path}:${seen.rows + 2}: has ${cells.length} cells, not ${seen.columns.length}`,
        )
      seen.file.push(cells.map((cell, c) => valueOf(cell, (seen.columns[c] as TwinColumn).type)))
      seen.rows++
    }),
  )
}

const valueOf = (cell: string, type: TwinColumn['type']): ParquetValue =>
  cell === '' ? null : type === 'text' ? cell : type === 'time' ? Date.parse(cell) : Number(cell)

const FIGURES = [
  'winRate',
  'pnlBps',
  'meanBps',
  'sdBps',
  'maxDrawdownBps',
  'calmar',
  'sharpeDaily',
  'grossBps',
] as const
const COSTS = ['spreadBps', 'slippageBps', 'commissionBps', 'depthBps'] as const

/** One row a line; each parameter is a column of its own, `param_look`, a number where the first line has one. */
const trialsTwin = (folder: string): Twin => {
  const path = join(folder, 'trials.ndjson')
  const target = 'trials.parquet'
  const seen: { params: readonly TwinColumn[]; file: ParquetFile | null; rows: number } = {
    params: [],
    file: null,
    rows: 0,
  }
  return finished(target, seen, () =>
    scanLines(path, 0, ({ text }) => {
      const line = JSON.parse(text) as TrialLine
      if (seen.file === null) {
        seen.params = Object.entries(line.params).map(([name, value]) => ({
          name,
          type: typeof value === 'number' || value === null ? 'double' : 'text',
        }))
        seen.file = parquetFile(join(folder, target), trialColumns(seen.params))
      }
      seen.file.push(trialRow(line, seen.params))
      seen.rows++
    }),
  )
}

const trialColumns = (params: readonly TwinColumn[]): readonly TwinColumn[] => [
  ...['resultHash', 'configHash', 'kind', 'paramKey', 'instrument'].map((name) => ({ name, type: 'text' as const })),
  { name: 'fold', type: 'int' },
  { name: 'part', type: 'text' },
  { name: 'from', type: 'time' },
  { name: 'to', type: 'time' },
  { name: 'trades', type: 'int' },
  ...[...FIGURES, ...COSTS, 'pnlQuote'].map((name) => ({ name, type: 'double' as const })),
  ...params.map(({ name, type }) => ({ name: `param_${name}`, type })),
]

const trialRow = (line: TrialLine, params: readonly TwinColumn[]): readonly ParquetValue[] => [
  ...[line.resultHash, line.configHash, line.kind, line.paramKey, line.instrument, line.fold, line.part],
  ...[Date.parse(line.from), Date.parse(line.to), line.trades],
  ...FIGURES.map((name) => line[name]),
  ...COSTS.map((name) => line.costs[name]),
  line.pnlQuote,
  ...params.map(({ name, type }) => {
    const value = line.params[name] ?? null
    return value === null
      ? null
      : type === 'text'
        ? typeof value === 'string'
          ? value
          : JSON.stringify(value)
        : Number(value)
  }),
]

/** An error while reading leaves no part of a file. */
const finished = (
  target: string,
  seen: { readonly file: ParquetFile | null; readonly rows: number },
  read: () => void,
): Twin => {
  try {
    read()
  } catch (error) {
    seen.file?.discard()
    throw error
  }
  seen.file?.finish()
  return { file: target, rows: seen.rows }
}
