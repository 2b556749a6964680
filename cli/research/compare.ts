/** `sep compare`: what differs between runs or sweeps, settings first. */
import Table from 'cli-table3'
import type { Command } from 'commander'
import pc from 'picocolors'
import { compare, type Comparison } from '../../app/compare/compare.js'
import { readCompared } from '../../app/compare/read-compared.js'
import { roundTo } from '../../lib/round.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { print } from '../../lib/terminal/stdout.js'
import { SepError } from '../../model/error-codes.js'
import { COMPARED_DAYS, type SharpeComparison } from '../../studies/report/sharpe-comparison.js'
import { printJson } from '../shared/output.js'
import { EXIT } from '../shared/run-command.js'

const MOST = 10

export const addCompare = (program: Command): void => {
  program
    .command('compare <folders...>')
    .description(
      'compares runs, or sweeps, with the first of them: settings, then figures, which are subtracted only where data, ' +
        'window, instruments and cost model are the same; exits 1 if anything differs',
    )
    .option('--json', 'print one JSON object', false)
    .action((folders: readonly string[], { json }: { readonly json: boolean }) => {
      if (folders.length < 2 || folders.length > MOST)
        throw new SepError('bad-argument', `compare takes 2 to ${MOST} folders, not ${folders.length}`)
      const all = folders.map(readCompared)
      const other = all.find(({ kind }) => kind !== all[0]?.kind)
      if (other)
        throw new SepError('bad-argument', `${other.folder}: is a ${other.kind}, ${folders[0]} is a ${all[0]?.kind}`)
      const comparison = compare(all)
      if (json) printJson(comparison)
      else print(textOf(comparison))
      if (!comparison.equal) process.exitCode = EXIT.failed
    })
}

const textOf = (comparison: Comparison): string => {
  const { folders, equal, config, basis, reasons, figures } = comparison
  if (equal) return `equal: ${folders.map(printableLine).join(', ')} have the same settings, data and results\n`
  const names = folders.map((folder, n) => `${String.fromCharCode(65 + n)} ${printableLine(folder)}`)
  const letters = folders.map((_, n) => String.fromCharCode(65 + n))
  const changed = figures.filter(({ values }) => values.some((value) => value !== values[0]))
  return [
    ...names,
    '',
    config.length === 0 ? 'The settings are the same.' : 'Settings that differ:',
    ...(config.length === 0
      ? []
      : [
          tableOf(
            ['', ...letters],
            config.map(({ path, values }) => [path, ...values.map(shown)]),
          ),
        ]),
    ...reasons.flatMap((own, n) =>
      own.length === 0
        ? []
        : [
            pc.yellow(
              `${letters[n]} is not subtracted from A: ${listed(own)} ${own.length === 1 ? 'differs' : 'differ'}.`,
            ),
          ],
    ),
    ...(basis.length === 0
      ? []
      : [
          tableOf(
            ['', ...letters],
            basis.map(({ path, values }) => [path, ...values.map(shown)]),
          ),
        ]),
    changed.length === 0 ? 'The figures are the same.' : 'Figures that differ:',
    ...(changed.length === 0
      ? []
      : [
          tableOf(
            ['', 'A', ...letters.slice(1).flatMap((letter) => [letter, `${letter} - A`])],
            changed.map(({ key, values, deltas }) => [
              key,
              number(values[0] ?? null),
              ...values.slice(1).flatMap((value, n) => [number(value), signed(deltas[n + 1] ?? null)]),
            ]),
          ),
        ]),
    ...sharpeLines(comparison, letters, changed.length === 0),
    '',
  ].join('\n')
}

const sharpeLines = ({ kind, sharpe }: Comparison, letters: readonly string[], same: boolean): readonly string[] => {
  const tested = sharpe.flatMap((own, n) => (own === null ? [] : [sharpeLine(own, letters[n] as string)]))
  if (tested.length === 0 || same) return []
  const counted = tested.length === 1 ? '' : `, for ${tested.length} comparisons after Holm`
  return [
    ...tested,
    `(Ledoit and Wolf 2008, on the daily Sharpe ratios${counted}${kind === 'sweep' ? '; what each sweep tried is not counted' : ''})`,
  ]
}

const sharpeLine = ({ days, difference, pValue, verdict }: SharpeComparison, letter: string): string => {
  const question = `Is ${letter} better than A?`
  if (days < COMPARED_DAYS) return `${question} Undecided: ${days} days, at least ${COMPARED_DAYS} needed.`
  if (difference === null) return `${question} Undecided: a result that never changes has no Sharpe ratio.`
  if (pValue === null) return `${question} Their results are the same on all ${days} days.`
  const answer = { better: 'Yes', worse: 'No, worse', undecided: 'Undecided' }[verdict]
  return `${question} ${answer}: Sharpe ratio ${signed(difference)} a day, p ${pValue.toFixed(3)}, ${days} days.`
}

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } })
  for (const row of rows) table.push(row.map(printableLine))
  return table.toString()
}

const LONGEST = 60
/** Two of them fill 80 columns twice; `--json` has them whole. */
const HASH = /^[0-9a-f]{64}$/
const shown = (value: unknown): string => {
  const text = value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value)
  if (HASH.test(text)) return text.slice(0, 12)
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text
}
const number = (value: number | null): string => (value === null ? 'none' : String(roundTo(value, 4)))
const signed = (value: number | null): string => (value === null ? '' : value > 0 ? `+${number(value)}` : number(value))
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
