/** `npm run faults -- --kills N [--seed SEED] [--speed X] [--cli FILE]`: deaths of a real process in one history; 0 kills = everything around it fails instead; --hours N = that much of a market, with one death in the middle. */
import { parseArgs } from 'node:util'
import { faultRun } from './fault-run.js'
import { killRun } from './kill-run.js'
import { weekRun } from './week-run.js'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    speed: { type: 'string', default: '300' },
    cli: { type: 'string' },
    /** Hours of a market instead of faults. */
    hours: { type: 'string' },
    data: { type: 'string' },
    from: { type: 'string', default: '2024-03-19T12:00Z' },
    pairs: { type: 'string', default: 'EUR_USD,GBP_USD,USD_JPY' },
  },
})
const shared = { seed: Number(values.seed), speed: Number(values.speed), ...(values.cli ? { cli: values.cli } : {}) }
// Whoever ends us ends the scene: children are killed at exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const say = (text: string) => process.stderr.write(`${text}\n`)
const kills = Number(values.kills)
const { hours, data = null, from, pairs } = values
const { log, ...facts } = hours
  ? await weekRun({ ...shared, data, from, pairs, hours: Number(hours), onHour: say })
  : kills > 0
    ? await killRun({ ...shared, kills, onKill: say })
    : await faultRun({ ...shared, onFault: say })
process.stdout.write(
  `${JSON.stringify(facts, (_, value) => (value instanceof Map ? Object.fromEntries(value) : value), 1)}\n`,
)
if (facts.broken.length > 0 || facts.replay.code !== 0) {
  say(log)
  process.exitCode = 1
}
