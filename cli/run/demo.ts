/** `sep demo`: a made-up market, the graph and a page to watch it; what `npm start` runs. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { demo } from '../../deploy/demo.js'
import { environment } from '../../app/config/environment.js'
import { cacheFolder } from '../../app/config/cache-folder.js'
import { systemClock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import { openStore } from '../../store/open-store.js'
import { abortOnInterrupt } from '../shared/run-command.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'

interface DemoOptions extends SettingsOptions {
  readonly speed: string
  readonly port: string
  readonly host: string
  readonly seed: string
  readonly days: string
  readonly pairs?: string
}

export const addDemo = (program: Command): void => {
  withSettings(
    program
      .command('demo')
      .description('runs the graph on a made-up market against the exchange engine and shows it on a page; ^C ends it')
      .option('--speed <times>', 'market minutes a minute, 0.01 to 100000; a trailing x is accepted', '60')
      .option('--port <number>', 'of the page; 0 takes any free one', '8000')
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option('--seed <number>', 'of the market; the same seed and days make the same market', '1')
      .option('--days <number>', 'of history before trading begins, 1 to 3650', '75')
      .option('--pairs <list>', 'instruments to trade, comma separated'),
  ).action(async (options: DemoOptions) => {
    const settings = settingsOf({ profile: 'demo', ...options }, { 'run.pairs': options.pairs })
    const inputs = {
      settings,
      seed: whole('--seed', options.seed, 0, 2 ** 32 - 1),
      speed: speedOf(options.speed),
      port: whole('--port', options.port, 0, 65_535),
      host: options.host,
      days: whole('--days', options.days, 1, 3650),
    }
    const terminal = demoConsole(inputs.days)
    const env = environment()
    const { store, says } = await openStore({
      url: env['SEP_STORE_URL'] || undefined,
      binary: env['SEP_STORE_BIN'] || undefined,
      dataDir: join(cacheFolder(), 'demo-store'),
      clock: systemClock,
    })
    terminal.say(`store: ${says}`)
    const interrupt = abortOnInterrupt()
    try {
      await demo({
        ...inputs,
        signal: interrupt.signal,
        // Nobody else can read this process's memory.
        ...(store.kind === 'memory' ? {} : { store }),
        report: terminal.say,
        onListening: (url) => terminal.say(`${url} shows the graph at work; ^C ends it`),
        onWarmup: terminal.warmup,
        onTrading: () => terminal.say(`trading begins, ${inputs.speed} market minutes a minute`),
      })
      terminal.say('stopped')
    } finally {
      interrupt.release()
      await store.close()
    }
  })
}

/** On a terminal the days of history count up in one line, elsewhere every quarter of them is a line. */
const demoConsole = (days: number) => {
  const { stdout } = process
  let unfinished = false
  return {
    say: (text: string) => {
      stdout.write(`${unfinished ? '\n' : ''}sep: ${text}\n`)
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

const speedOf = (text: string): number => {
  const speed = /^\d+(\.\d+)?x?$/i.test(text) ? Number(text.replace(/x$/i, '')) : Number.NaN
  if (!(speed >= 0.01 && speed <= 100_000))
    throw new SepError('bad-argument', `--speed ${text}: a number from 0.01 to 100000, like 60 or 60x`)
  return speed
}

const whole = (flag: string, text: string, least: number, most: number): number => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most))
    throw new SepError('bad-argument', `${flag} ${text}: a whole number from ${least} to ${most}`)
  return value
}
