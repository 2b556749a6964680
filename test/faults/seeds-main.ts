/** `npm run faults -- --seeds N ...`: every kind of run for N seeds; prints failures with the command to reproduce them. */
import { parseArgs } from 'node:util'
import { CRASH_LABELS, type CrashLabel } from '../../lib/crash-points.js'
import { type Nth, NTHS } from './run-many.js'
import { countRuns, plannedRuns, RUN_KINDS, type RunKind, type SeedPlan } from './seed-plan.js'
import { seedRun } from './seed-run.js'
import { simulate } from './simulate.js'
import type { Tally } from './tally.js'

const OPTIONS = {
  seeds: { type: 'string', default: '100' },
  from: { type: 'string', default: '1' },
  kind: { type: 'string', default: RUN_KINDS.join(',') },
  label: { type: 'string' },
  nth: { type: 'string' },
  workers: { type: 'string', default: '1' },
  trace: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

export const seedsMain = async (args: readonly string[]): Promise<number> => {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  const workers = whole('workers', values.workers, 1, 64)
  const plan: SeedPlan = {
    seeds: whole('seeds', values.seeds, 1, 1e9),
    from: whole('from', values.from, 0, 2 ** 31),
    kinds: values.kind.split(',').map((kind) => oneOf<RunKind>('kind', kind, RUN_KINDS)),
    label: values.label === undefined ? null : oneOf<CrashLabel>('label', values.label, CRASH_LABELS),
    nth:
      values.nth === undefined
        ? null
        : oneOf<Nth>('nth', values.nth === 'random' ? 'random' : Number(values.nth), NTHS),
  }
  const total = countRuns(plan)
  const beganNs = process.hrtime.bigint()
  const elapsedSec = () => Number(process.hrtime.bigint() - beganNs) / 1e9
  const show = progress(total, elapsedSec, values.json)
  const sum = await seedRun(plan, Math.min(workers, plan.seeds), show)
  const notReached = plan.label === null ? CRASH_LABELS.filter((label) => !sum.labels[label]) : []
  const runsPerSec = Math.round(sum.runs / elapsedSec())
  const commands = sum.failures.map(({ flags }) => `npm run faults -- ${flags} --trace`)
  if (values.json) process.stdout.write(`${JSON.stringify({ ...sum, runsPerSec, notReached, commands })}\n`)
  else {
    for (const [i, { violations }] of sum.failures.entries())
      process.stdout.write(`${violations.join('; ')}\n  ${commands[i]}\n`)
    if (values.trace) process.stdout.write(`${(await traceOf(plan, sum)).join('\n')}\n`)
    process.stdout.write(`${lastLine(sum, runsPerSec, notReached)}\n`)
  }
  return sum.failed > 0 ? 1 : 0
}

const lastLine = (sum: Tally, runsPerSec: number, notReached: readonly string[]): string => {
  const missing = notReached.length > 0 ? `, not ${notReached.join(' ')}` : ''
  return [
    `${sum.runs} runs (${runsPerSec}/s)`,
    `${sum.crashes} crashes hit, ${sum.threeDeep} runs with three or more`,
    `${sum.takeOvers} takeovers`,
    `${Object.keys(sum.labels).length} of ${CRASH_LABELS.length} labels reached${missing}`,
    `${sum.posts} orders, ${sum.fills} fills`,
    `trading again within ${Math.round(sum.slowestTradingAgainMs / 1000)} s`,
    `${sum.failed} failed`,
  ].join('; ')
}

/** The first failed run, else the first run. */
const traceOf = async (plan: SeedPlan, { failures }: Tally): Promise<readonly string[]> => {
  for (const run of plannedRuns(plan))
    if (failures.length === 0 || run.flags === failures[0]?.flags)
      return (await simulate({ ...run, traced: true })).trace
  return []
}

/** A line updated in place on a terminal, a new line now and then elsewhere; nothing with --json. */
const progress = (total: number, elapsedSec: () => number, quiet: boolean): ((sum: Tally) => void) => {
  const { stderr } = process
  let printedRuns = 0
  return ({ runs, failed }) => {
    const rate = runs / elapsedSec()
    const leftMin = (total - runs) / rate / 60
    const text = `${runs} of ${total} runs, ${failed} failed, ${rate.toFixed(0)}/s, ${leftMin.toFixed(1)} min left`
    if (quiet) return
    if (stderr.isTTY) stderr.write(`\r\x1b[K${text}${runs === total ? '\n' : ''}`)
    else if (runs - printedRuns >= total / 20) {
      printedRuns = runs
      stderr.write(`${text}\n`)
    }
  }
}

const whole = (name: string, text: string, least: number, most: number): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new TypeError(`--${name} ${text}: an integer from ${least} to ${most}`)
  return value
}

const oneOf = <T extends string | number>(name: string, value: string | number, of: readonly T[]): T => {
  const found = of.find((known) => known === value)
  if (found === undefined) throw new TypeError(`--${name} ${value}: one of ${of.join(' ')}`)
  return found
}
