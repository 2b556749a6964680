/** The command line: the commands of each room. Only the requested one is loaded. */
import { Command, CommanderError, Help, type Option } from 'commander'
import { versions } from '../app/config/versions.js'
import { writeToStderr } from '../lib/stderr.js'
import { print } from '../lib/terminal/stdout.js'
import { requireKernel } from '../native-rs/index.js'
import { DATA_COMMANDS } from './data/commands.js'
import { addNotes } from './help/add-notes.js'
import { LIVE_COMMANDS } from './live/commands.js'
import { RESEARCH_COMMANDS } from './research/commands.js'
import { RUN_COMMANDS } from './run/commands.js'
import type { CommandLoaders } from './shared/command-loaders.js'
import { EXIT, reportError } from './shared/run-command.js'

/** Headings and commands in the order of the help. */
const ROOMS: Readonly<Record<string, CommandLoaders>> = {
  'Runs:': RUN_COMMANDS,
  'Research:': RESEARCH_COMMANDS,
  'Market data:': DATA_COMMANDS,
  'Live trading:': LIVE_COMMANDS,
}

/** Commands that compute metrics. The others do without a kernel; these end before their work where it is missing. */
const COMPUTE = [
  'backtest',
  'demo',
  'live',
  'replay',
  'prime',
  'hydrate',
  'warmup',
  'manifold',
  'qfh',
  'calibrate',
  'signal',
  'look-ahead',
  'sensitivity',
  'trials',
  'worker',
]

/** The program with all commands, or with `only` that one if it exists. */
export const commandLine = async (only?: string): Promise<Command> => {
  const program = new Command('sep')
    .description(
      'Trades foreign exchange: one dataflow graph from one-minute candles to orders, over history and live.',
    )
    .version(versions().sep)
    .configureHelp({ optionDescription: describeOption })
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: writeToStderr })
    .hook('preAction', (_program, action) => {
      if (COMPUTE.includes(action.name())) requireKernel()
    })
  const wanted = Object.values(ROOMS).find((room) => only !== undefined && Object.hasOwn(room, only))?.[only ?? '']
  if (wanted && only !== 'completion') (await wanted())(program)
  else
    for (const [heading, room] of Object.entries(ROOMS)) {
      program.commandsGroup(heading)
      for (const load of Object.values(room)) (await load())(program)
    }
  addNotes(program)
  return program
}

/** A repeatable option has no default that is worth a word. */
const describeOption = (option: Option): string =>
  new Help().optionDescription(option).replace(/ \(default: \[\]\)$/, '')

/** `help data import` as the words of `data import --help`. A name that is none stays the last one: it is an error, with what was meant. */
const helpWords = (command: Command, words: readonly string[], path: readonly string[] = []): readonly string[] => {
  const [name, ...more] = words
  if (name === undefined || command.commands.length === 0) return [...path, '--help']
  const own = command.commands.find((one) => one.name() === name)
  return own ? helpWords(own, more, [...path, name]) : [...path, name]
}

/** Runs the command line and returns the exit code: 0 ok, 1 failed, 2 usage. */
export const runCommandLine = async (argv: readonly string[]): Promise<number> => {
  try {
    const isHelp = argv[2] === 'help' && argv[3] !== undefined && !argv[3].startsWith('-')
    const program = await commandLine(isHelp ? argv[3] : argv[2])
    await program.parseAsync([...argv.slice(0, 2), ...(isHelp ? helpWords(program, argv.slice(3)) : argv.slice(2))])
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    return reportError(error)
  }
}
