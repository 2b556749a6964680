/**
 * `npm run faults -- ...` with real processes:
 * `--kills N` kills of a pipeline in one history (`--kills 0`: store, broker and network fail instead);
 * `--takeovers N` stops of the owner while another instance waits;
 * `--hours H` of a market (`--data DIR --from T --pairs LIST`), with one kill half-way.
 * All take `[--seed SEED] [--speed X] [--cli FILE]`.
 */
import { parseArgs } from 'node:util'
import { faultRun } from './fault-run.js'
import { killRun } from './kill-run.js'
import { takeOverRun } from './take-over-run.js'
import { weekRun } from './week-run.js'

const OPTIONS = {
  kills: { type: 'string', default: '30' },
  takeovers: { type: 'string' },
  seed: { type: 'string', default: '1' },
  speed: { type: 'string', default: '300' },
  cli: { type: 'string' },
  /** Hours of a market instead of faults. */
  hours: { type: 'string' },
  data: { type: 'string' },
  from: { type: 'string', default: '2024-03-19T12:00Z' },
  pairs: { type: 'string', default: 'EUR_USD,GBP_USD,USD_JPY' },
} as const

export const processesMain = async (args: readonly string[]): Promise<number> => {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  const { cli, data = null, from, pairs, hours, takeovers } = values
  const number = (name: 'kills' | 'takeovers' | 'seed' | 'speed' | 'hours'): number => {
    const value = Number(values[name])
    if (!(Number.isFinite(value) && value >= 0))
      throw new TypeError(`--${name} ${values[name]}: a number of at least 0`)
    return value
  }
  const shared = { seed: number('seed'), speed: number('speed'), ...(cli ? { cli } : {}) }
  // A signal to us ends the scene as well: children are killed at exit.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  const log = (text: string) => process.stderr.write(`${text}\n`)
  const { log: output, ...facts } = hours
    ? await weekRun({ ...shared, data, from, pairs, hours: number('hours'), onHour: log })
    : takeovers
      ? await takeOverRun({ ...shared, takeOvers: number('takeovers'), onTakeOver: log })
      : number('kills') > 0
        ? await killRun({ ...shared, kills: number('kills'), onKill: log })
        : await faultRun({ ...shared, onFault: log })
  process.stdout.write(
    `${JSON.stringify(facts, (_, value) => (value instanceof Map ? Object.fromEntries(value) : value), 1)}\n`,
  )
  if (facts.broken.length === 0 && facts.replay.code === 0) return 0
  log(output)
  return 1
}
