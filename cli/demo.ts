/** `sep demo`: a made-up market, the graph and a page to watch it; what `npm start` runs. */
import type { Command } from 'commander'
import { demo } from '../deploy/demo.js'
import { SepError } from '../graph/errors.js'
import { abortOnInterrupt } from './run-command.js'
import { type SettingsOptions, settingsOf, withSettings } from './settings-options.js'

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
      .option('--speed <times>', 'market minutes a minute; a trailing x is accepted', '60')
      .option('--port <number>', 'of the page', '8000')
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option('--seed <number>', 'of the market; the same seed makes the same market', '1')
      .option('--days <number>', 'of history before trading starts', '75')
      .option('--pairs <list>', 'instruments, comma separated'),
  ).action(async (options: DemoOptions) => {
    const settings = settingsOf({ profile: 'demo', ...options }, { 'run.pairs': options.pairs })
    const inputs = {
      settings,
      seed: whole('--seed', options.seed, 0, 2 ** 31 - 1),
      speed: positive('--speed', options.speed.replace(/x$/i, ''), 100_000),
      port: whole('--port', options.port, 0, 65_535),
      host: options.host,
      days: whole('--days', options.days, 1, 3650),
    }
    const say = (text: string) => process.stdout.write(`sep: ${text}\n`)
    const interrupt = abortOnInterrupt()
    try {
      await demo({
        ...inputs,
        signal: interrupt.signal,
        say,
        onListening: (url) =>
          say(`${url} shows the graph at work; ^C ends it (warming up on ${inputs.days} days of a made-up market)`),
      })
      say('stopped')
    } finally {
      interrupt.release()
    }
  })
}

const positive = (flag: string, text: string, most: number): number => {
  const value = Number(text)
  if (!(value > 0 && value <= most))
    throw new SepError('bad-argument', `${flag} ${text}: a number above 0, at most ${most}`)
  return value
}

const whole = (flag: string, text: string, least: number, most: number): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new SepError('bad-argument', `${flag} ${text}: a whole number from ${least} to ${most}`)
  return value
}
