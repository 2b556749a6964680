/** `npm run faults -- --seeds N [--from SEED] [--label LABEL] [--deep] [--trace] [--json]`, or `-- --kills N` for real processes: crashes and faults, N seeds for each label and time. */
import { parseArgs } from 'node:util'
import { CRASH_LABELS, type CrashLabel } from '../../sinks/broker/crash-points.js'
import { crashRun, deepRun, describeFailure, type Nth, runMany } from './run-many.js'
import { type RunOptions, simulate } from './simulate.js'

/** Deaths of real processes are another program with flags of its own. */
const ofProcesses = process.argv.some((flag) => /^--(kills|hours)\b/.test(flag))
const { values } = parseArgs({
  args: ofProcesses ? [] : process.argv.slice(2),
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    label: { type: 'string' },
    deep: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

const NTHS: readonly Nth[] = [1, 2, 'random']

function* runs(labels: readonly CrashLabel[], from: number, seeds: number): Generator<RunOptions> {
  for (let seed = from; seed < from + seeds; seed++) {
    if (values.deep) yield deepRun(labels, seed)
    else for (const label of labels) for (const nth of NTHS) yield crashRun(label, nth, seed)
  }
}

const main = async (): Promise<number> => {
  const labels = values.label ? CRASH_LABELS.filter((label) => label === values.label) : CRASH_LABELS
  const seeds = Number(values.seeds)
  const from = Number(values.from)
  if (labels.length === 0 || !(seeds > 0) || !Number.isInteger(from)) {
    process.stderr.write(`--label is one of ${CRASH_LABELS.join(' ')}; --seeds and --from are whole numbers\n`)
    return 2
  }
  const beganNs = process.hrtime.bigint()
  const elapsedSec = () => Number(process.hrtime.bigint() - beganNs) / 1e9
  let count = 0
  let posts = 0
  let fills = 0
  let slowestMs = 0
  const reached = new Map<CrashLabel, number>()
  const failures = await runMany(runs(labels, from, seeds), (_, result) => {
    count++
    posts += result.posts
    fills += result.fills
    if (Number.isFinite(result.tradingAgainMs)) slowestMs = Math.max(slowestMs, result.tradingAgainMs)
    for (const [label, hits] of result.labels) reached.set(label, (reached.get(label) ?? 0) + hits)
    if (count % 5000 === 0 && !values.json)
      process.stderr.write(`${count} runs, ${(count / elapsedSec()).toFixed(0)}/s\n`)
  })
  const first = failures[0]
  const trace = first ? (await simulate({ ...first.options, traced: true })).trace : []
  const summary = {
    runs: count,
    failed: failures.length,
    runsPerSec: Math.round(count / elapsedSec()),
    posts,
    fills,
    slowestTradingAgainSec: Math.round(slowestMs / 1000),
    notReached: CRASH_LABELS.filter((label) => !reached.has(label)),
    first: first ? describeFailure(first) : null,
  }
  if (values.json) process.stdout.write(`${JSON.stringify(summary)}\n`)
  else {
    for (const [name, value] of Object.entries(summary)) process.stdout.write(`${name} ${JSON.stringify(value)}\n`)
    if (first || values.trace) process.stdout.write(`${trace.join('\n')}\n`)
  }
  return failures.length > 0 ? 1 : 0
}

if (ofProcesses) await import('./processes/main.js')
else process.exitCode = await main()
