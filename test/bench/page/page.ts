/** docs/benchmarks.md from results, benches and floors. */
import type { Bench, Figures } from '../bench.js'
import { figureText } from '../figure-text.js'
import { type Bound, boundText, type Floors, keepsFloor, reachesAim } from '../floors.js'
import type { Machine } from './machine.js'
import type { Result, Results } from './results.js'

interface PageInputs {
  readonly benches: { readonly [name: string]: Bench }
  readonly floors: Floors
  readonly results: Results
}

/** From here on the numbers say little of a quiet machine. */
const BUSY_CORES = 0.25

export const benchmarksPage = ({ benches, floors, results }: PageInputs): string => {
  const names = Object.keys(benches)
  const machines = distinct(names.flatMap((name) => results[name]?.machine ?? []))
  const provisional = names.filter((name) => isProvisional(results[name]))
  return [
    '# Benchmarks',
    HEAD,
    ...(provisional.length > 0
      ? [
          `**Provisional.** Other programs kept more than ${BUSY_CORES} cores busy at ${provisional.length} benches, which are marked.\n` +
            'A quiet machine gives better numbers.',
        ]
      : []),
    '## Machines',
    table(['machine', 'CPU', 'cores', 'memory', 'system', 'node'], machines.map(machineRow)),
    ...names.flatMap((name) => section(name, benches[name]!, floors[name] ?? {}, results[name], machines)),
  ]
    .join('\n\n')
    .concat('\n')
}

const HEAD = `Made by \`npm run build && npm run bench -- --write-page\`; do not edit. The same with names of benches measures those again.

- **CPU** figures are processor time of the program with all its threads: other programs disturb them least
  ([decision 10](decisions/0010-speed-floors.md)). Figures without the word are wall-clock time.
- Repeated runs are given by their median. Every bench runs in a process of its own.
- A **bound** is checked by \`npm run bench -- --check\`, which is part of \`npm run ready\`. An **aim** is wanted and not checked.
- **Others** is the number of cores that other programs kept busy meanwhile.
- Data: candles that \`sep data synth --seed 1\` makes, so that anyone has the same.`

const section = (
  name: string,
  { what, figures }: Bench,
  bounds: Floors[string],
  result: Result | undefined,
  machines: readonly string[],
): readonly string[] => {
  if (!result) return [`## ${name}`, `${what}\n\nNot measured: \`npm run bench -- ${name}\`.`]
  const { date, commit, machine, othersBusyCores, figures: measured } = result
  const where = [
    `\`npm run bench -- ${name}\``,
    `${date} UTC`,
    `machine ${machines.indexOf(JSON.stringify(machine)) + 1}`,
    `commit ${commit}`,
    `others ${othersBusyCores === null ? 'unknown' : `${othersBusyCores} cores`}`,
  ]
  return [
    `## ${name}`,
    what,
    `${where.join(' · ')}${isProvisional(result) ? ' · **provisional**' : ''}`,
    table(
      ['figure', 'measured', 'bound', 'aim'],
      Object.entries(figures).map(([figure, meaning]) => figureRow(figure, meaning, measured, bounds[figure])),
    ),
  ]
}

const isProvisional = (result: Result | undefined): boolean => (result?.othersBusyCores ?? 0) > BUSY_CORES

const figureRow = (figure: string, meaning: string, measured: Figures, bound: Bound | undefined): readonly string[] => {
  const value = measured[figure]
  if (typeof value !== 'number' || !bound) return [meaning, figureText(value), '', '']
  const { aim } = bound
  return [
    meaning,
    figureText(value),
    `${boundText(bound)}${keepsFloor(value, bound) ? '' : ': **missed**'}`,
    aim === undefined ? '' : `${figureText(aim)}${reachesAim(value, bound) ? '' : ': missed'}`,
  ]
}

const distinct = (machines: readonly Machine[]): readonly string[] => [
  ...new Set(machines.map((machine) => JSON.stringify(machine))),
]

const machineRow = (text: string, n: number): readonly string[] => {
  const { cpu, cores, memoryGb, system, node } = JSON.parse(text) as Machine
  return [String(n + 1), cpu, String(cores), `${memoryGb} GB`, system, node]
}

/** With columns of one width, as the formatter wants them. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((_, n) => Math.max(3, ...[head, ...rows].map((row) => row[n]!.length)))
  const line = (row: readonly string[]): string => `| ${row.map((cell, n) => cell.padEnd(widths[n]!)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
