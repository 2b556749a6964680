/** `sep demo`: a synthetic market, the graph and a page that shows it; `npm start` runs it. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { blankNodes, isWhole } from '../../app/demo/page-frame.js'
import { demo } from '../../deploy/demo.js'
import { environment } from '../../app/config/environment.js'
import { cacheFolder } from '../../app/config/cache-folder.js'
import { systemClock } from '../../lib/clock.js'
import { integerOption, PORTS, SEEDS, speedOption } from '../shared/flags.js'
import { openStore } from '../../store/open-store.js'
import { abortOnInterrupt } from '../shared/run-command.js'
import { type GraphOptions, graphProgramOf, withGraph } from '../shared/graph-options.js'

interface DemoOptions extends GraphOptions {
  readonly speed: number
  readonly port: number
  readonly host: string
  readonly seed: number
  readonly days: number
  readonly pairs?: string
}

export const addDemo = (program: Command): void => {
  withGraph(
    program
      .command('demo')
      .description('runs the graph on a synthetic market with the simulated broker and shows it on a page; ^C ends it')
      .addOption(speedOption('market minutes per minute', 100_000, 60))
      .addOption(integerOption('--port', 'port of the page, 0 for any free one', { ...PORTS, fallback: 8000 }))
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .addOption(
        integerOption('--seed', 'seed of the market; the same seed and days give the same market', {
          ...SEEDS,
          fallback: 1,
        }),
      )
      .addOption(
        integerOption('--days', 'days of history before trading starts', { least: 1, most: 3650, fallback: 75 }),
      )
      .option('--pairs <list>', 'instruments to trade, comma separated'),
  ).action(async (options: DemoOptions) => {
    const program = await graphProgramOf(options, { 'run.pairs': options.pairs }, { profile: 'demo' })
    const { seed, speed, port, host, days } = options
    const terminal = demoConsole(days)
    const env = environment()
    const { store, description } = await openStore({
      url: env['SEP_STORE_URL'] || undefined,
      binary: env['SEP_STORE_BIN'] || undefined,
      dataDir: join(cacheFolder(), 'demo-store'),
      clock: systemClock,
    })
    terminal.log(`store: ${description}`)
    if (!isWhole(program.graph))
      terminal.log(
        `graph ${program.graph.name} lacks ${blankNodes(program.graph).join(', ')}: blank on the page, no mirrors`,
      )
    const interrupt = abortOnInterrupt()
    try {
      await demo({
        program,
        seed,
        speed,
        port,
        host,
        days,
        signal: interrupt.signal,
        // No other process can read this one's memory.
        ...(store.kind === 'memory' ? {} : { store }),
        log: terminal.log,
        onListening: (url) => terminal.log(`${url} shows the running graph; ^C ends it`),
        onWarmup: terminal.warmup,
        onTrading: () => terminal.log(`trading starts, ${speed} market minutes per minute`),
      })
      terminal.log('stopped')
    } finally {
      interrupt.release()
      await store.close()
    }
  })
}

/** On a terminal the days of history count up in one line; elsewhere each quarter of them prints a line. */
const demoConsole = (days: number) => {
  const { stdout } = process
  let unfinished = false
  return {
    log: (line: string) => {
      stdout.write(`${unfinished ? '\n' : ''}sep: ${line}\n`)
      unfinished = false
    },
    warmup: (done: number) => {
      const text = `sep: warming up: ${done} of ${days} days`
      if (stdout.isTTY) {
        stdout.write(`\r${text}`)
        unfinished = true
      } else if (Math.floor((4 * done) / days) > Math.floor((4 * (done - 1)) / days)) stdout.write(`${text}\n`)
    },
  }
}
