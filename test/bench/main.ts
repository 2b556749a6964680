/**
 * `npm run bench -- [NAME] [--json] [--check] [--data DIR]`: speed, one object per bench; --check compares with floors.json.
 * Speed floors are on CPU time (`...PerCpuSec`, `...CpuMs`): that is what "a core" means, and other programs disturb it least.
 * Wall-clock figures are reported as well.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { packageRoot } from '../../lib/package-root.js'
type Result = { readonly [name: string]: unknown }
interface Bound {
  readonly atLeast?: number
  readonly atMost?: number
}

/** Each is loaded on its own: the modules of another one would count in its memory. */
const BENCHES: { readonly [name: string]: (data: string | undefined) => Promise<Result> } = {
  qfh: async () => ({ ...(await import('./qfh.js')).benchQfh() }),
  'paper-broker': async () => ({ ...(await import('./paper-broker.js')).benchPaperBroker() }),
  'sma-flip': async (data) => (await import('./sma-flip.js')).benchSmaFlip(data),
  replay: async (data) => (await import('./replay.js')).benchReplay(data),
  backtest: async (data) => (await import('./backtest.js')).benchBacktest(data),
  report: async () => (await import('./report.js')).benchReport(),
  statistics: async () => ({ ...(await import('./statistics.js')).benchStatistics() }),
  'long-backtest': async (data) => (await import('./long-backtest.js')).benchLongBacktest(data),
  trials: async (data) => (await import('./trials.js')).benchTrials(data),
  rest: async () => ({ ...(await (await import('./rest.js')).benchRest()) }),
  relay: async () => ({ ...(await (await import('./relay.js')).benchRelay()) }),
  live: async () => (await import('./live.js')).benchLive(),
  restart: async (data) => (await import('./restart.js')).benchRestart(data),
}

/** Only where it is named: it takes minutes. */
const LONG = ['long-backtest']

const USAGE = `usage: npm run bench -- [${Object.keys(BENCHES).join(' | ')}]... [--json] [--check] [--data DIR]\n`

const argumentsOf = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
        measure: { type: 'string' },
      },
    })
  } catch (error) {
    process.stderr.write(`bench: ${(error as Error).message}\n${USAGE}`)
    process.exit(2)
  }
}
const { values, positionals } = argumentsOf()

/** Runs a bench in its own process, so that memory and warm-up are its own. */
const inChild = (name: string): Result => {
  const self = fileURLToPath(import.meta.url)
  const child = spawnSync(process.execPath, [self, name, '--json', ...(values.data ? ['--data', values.data] : [])], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.status !== 0) throw new Error(`bench ${name} failed`)
  return JSON.parse(child.stdout) as Result
}

const print = (name: string, result: Result): void => {
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`)
  else {
    process.stdout.write(`${name}\n`)
    for (const [key, value] of Object.entries(result))
      if (key !== 'name') process.stdout.write(`  ${key}: ${JSON.stringify(value)}\n`)
  }
}

/** Prints a line per floor; true if all hold. */
const check = (name: string, result: Result): boolean => {
  const floors = JSON.parse(readFileSync(join(packageRoot(), 'test/bench/floors.json'), 'utf8')) as {
    readonly [bench: string]: { readonly [figure: string]: Bound }
  }
  return Object.entries(floors[name] ?? {})
    .map(([figure, { atLeast, atMost }]) => {
      const value = Number(result[figure])
      const good = atLeast === undefined ? value <= (atMost as number) : value >= atLeast
      const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`
      process.stdout.write(`${good ? 'ok    ' : 'FAILED'} ${name}.${figure} ${value} (${bound})\n`)
      return good
    })
    .every(Boolean)
}

if (values.help) process.stdout.write(USAGE)
else if (values.measure) {
  const { measureSmaFlip } = await import('./sma-flip.js')
  print('measure', { ...(await measureSmaFlip(values.measure as 'cold' | 'cache', values.data as string)) })
} else {
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHES).filter((name) => !LONG.includes(name))
  const unknown = names.filter((name) => !(name in BENCHES))
  if (unknown.length > 0) {
    process.stderr.write(`bench: unknown ${unknown.join(', ')}; known: ${Object.keys(BENCHES).join(', ')}\n`)
    process.exitCode = 2
  } else {
    for (const name of names) {
      const result = names.length > 1 || values.check ? inChild(name) : await BENCHES[name]?.(values.data)
      if (!result) continue
      if (values.check) {
        if (!check(name, result)) process.exitCode = 1
      } else print(name, result)
    }
  }
}
