/** `sep demo`: a synthetic market, the graph and a page that shows it; `npm start` runs it. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { blankNodes, isWhole } from '../../app/demo/page-frame.js'
import { demo } from '../../deploy/demo.js'
import { environment } from '../../app/config/environment.js'
import { cacheFolder } from '../../app/config/cache-folder.js'
import { systemClock } from '../../lib/clock.js'
import { isJsonLog, logToStderr } from '../../lib/stderr.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { overwriteLine, print } from '../../lib/terminal/stdout.js'
import { printJson } from '../shared/output.js'
import { integerOption, PORTS, SEEDS, speedOption } from '../shared/flags.js'
import { openStore } from '../../store/open-store.js'
import { abortOnInterrupt } from '../shared/run-command.js'
import { notifyChannelsOf, notifyOption, type NotifyOptions } from '../live/notify/notify-option.js'
import { type GraphOptions, graphProgramOf, withGraph } from '../shared/graph-options.js'

interface DemoOptions extends GraphOptions, NotifyOptions {
  readonly speed: number
  readonly port: number
  readonly host: string
  readonly seed: number
  readonly days: number
  readonly pairs?: string
  readonly tokenFile?: string
  readonly json: boolean
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
      .option('--pairs <list>', 'instruments to trade, comma separated')
      .option('--token-file <file>', 'tokens of sep token, for programs that change the state')
      .addOption(notifyOption())
      .option('--json', 'print one JSON object per event', false),
  ).action(async (options: DemoOptions) => {
    const program = await graphProgramOf(options, { 'run.pairs': options.pairs }, { profile: 'demo' })
    const { seed, speed, port, host, days } = options
    const report = options.json ? demoJson(days) : demoText(days)
    const env = environment()
    const notify = notifyChannelsOf(options, env, true)
    const storeUrl = env['SEP_STORE_URL'] || undefined
    const { store, description } = await openStore({
      url: storeUrl,
      binary: env['SEP_STORE_BIN'] || undefined,
      dataDir: join(cacheFolder(), 'demo-store'),
      clock: systemClock,
      log: report.log,
    })
    report.log(`store: ${description}`)
    if (!isWhole(program.graph))
      report.log(
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
        // npm passes on what follows its own `--`.
        ...(env['npm_lifecycle_event'] === 'start' ? { portHint: 'npm start -- --port N' } : {}),
        days,
        ...(options.tokenFile === undefined ? {} : { tokenFile: options.tokenFile }),
        notify,
        signal: interrupt.signal,
        // No other process can read this one's memory.
        ...(store.kind === 'memory' ? {} : { store }),
        ...(storeUrl === undefined ? {} : { storeUrl }),
        log: report.log,
        onListening: report.listening,
        onWarmup: report.warmup,
        onTrading: () => report.trading(speed),
      })
      report.stopped()
    } finally {
      interrupt.release()
      await store.close()
    }
  })
}

/** What a run of the demo reports. */
interface DemoReport {
  readonly log: (line: string) => void
  readonly listening: (url: string) => void
  readonly warmup: (daysDone: number) => void
  readonly trading: (speed: number) => void
  readonly stopped: () => void
}

/** On a terminal the days of history count up in one line; elsewhere each quarter of them prints a line. */
const demoText = (days: number): DemoReport => {
  let unfinished = false
  const log = (line: string): void => {
    if (isJsonLog()) return logToStderr(line)
    print(`${unfinished ? '\n' : ''}sep: ${printableLine(line)}\n`)
    unfinished = false
  }
  return {
    log,
    listening: (url) => log(`${url} shows the running graph; ^C ends it`),
    warmup: (done) => {
      const text = `warming up: ${done} of ${days} days`
      unfinished = !isJsonLog() && overwriteLine(`sep: ${text}`)
      if (!unfinished && Math.floor((4 * done) / days) > Math.floor((4 * (done - 1)) / days)) log(text)
    },
    trading: (speed) => log(`trading starts, ${speed} market minutes per minute`),
    stopped: () => log('stopped'),
  }
}

/** One object a line, for a program that starts the demo. */
const demoJson = (days: number): DemoReport => ({
  log: (text) => printJson({ event: 'log', text }),
  listening: (url) => printJson({ event: 'listening', url }),
  warmup: (done) => printJson({ event: 'warmup', done, days }),
  trading: (speed) => printJson({ event: 'trading', speed }),
  stopped: () => printJson({ event: 'stopped' }),
})
