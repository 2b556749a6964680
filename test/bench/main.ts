/**
 * `npm run bench -- [NAME].. [--json] [--check] [--write-page | --render-page] [--data DIR]`: speed, one object per bench.
 * --check compares with floors.json; --write-page measures, by default all, and writes docs/benchmarks.md;
 * --render-page writes it again without measuring.
 * Speed floors are on CPU time (`...PerCpuSec`, `...CpuMs`): that is what "a core" means, and other programs disturb it least.
 * Wall-clock figures are reported as well.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Figures } from './bench.js'
import { BENCHES } from './benches.js'
import { boundText, keepsFloor, readFloors } from './floors.js'
import { measureForPage, renderPage } from './page/measure-for-page.js'

const USAGE = `usage: npm run bench -- [${Object.keys(BENCHES).join(' | ')}]..
         [--json] [--check] [--write-page] [--render-page] [--data DIR]\n`

const argumentsOf = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        'write-page': { type: 'boolean', default: false },
        'render-page': { type: 'boolean', default: false },
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
const inChild = (name: string): Figures => {
  const self = fileURLToPath(import.meta.url)
  const child = spawnSync(process.execPath, [self, name, '--json', ...(values.data ? ['--data', values.data] : [])], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.status !== 0) throw new Error(`bench ${name} failed`)
  return JSON.parse(child.stdout) as Figures
}

const print = (name: string, figures: Figures): void => {
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`)
  else {
    process.stdout.write(`${name}\n`)
    for (const [key, value] of Object.entries(figures))
      if (key !== 'name') process.stdout.write(`  ${key}: ${JSON.stringify(value)}\n`)
  }
}

/** Prints a line per floor; true if all hold. */
const check = (name: string, figures: Figures): boolean =>
  Object.entries(readFloors()[name] ?? {})
    .map(([figure, bound]) => {
      const value = Number(figures[figure])
      const good = keepsFloor(value, bound)
      process.stdout.write(`${good ? 'ok    ' : 'FAILED'} ${name}.${figure} ${value} (${boundText(bound)})\n`)
      return good
    })
    .every(Boolean)

const runAll = async (names: readonly string[]): Promise<void> => {
  for (const name of names) {
    const figures = names.length > 1 || values.check ? inChild(name) : await BENCHES[name]!.run(values.data)
    if (values.check) {
      if (!check(name, figures)) process.exitCode = 1
    } else print(name, figures)
  }
}

if (values.help) process.stdout.write(USAGE)
else if (values['render-page']) renderPage()
else if (values.measure) {
  const { measureSmaFlip } = await import('./sma-flip.js')
  print('measure', { ...(await measureSmaFlip(values.measure as 'cold' | 'cache', values.data as string)) })
} else {
  const unknown = positionals.filter((name) => !(name in BENCHES))
  const all = Object.keys(BENCHES).filter((name) => values['write-page'] || !BENCHES[name]?.isLong)
  const names = positionals.length > 0 ? positionals : all
  if (unknown.length > 0) {
    process.stderr.write(`bench: unknown ${unknown.join(', ')}; known: ${Object.keys(BENCHES).join(', ')}\n`)
    process.exitCode = 2
  } else if (values['write-page']) measureForPage(names, inChild)
  else await runAll(names)
}
