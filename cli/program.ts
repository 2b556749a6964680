/** The command line's commands: one file each, listed here; only the one that is asked for is loaded. */
import { Command, CommanderError } from 'commander'
import { versions } from '../app/config/versions.js'
import { EXIT, reportError } from './shared/run-command.js'

type Add = (program: Command) => void

/** In the order of the help. */
const COMMANDS: { readonly [name: string]: () => Promise<Add> } = {
  backtest: async () => (await import('./run/backtest.js')).addBacktest,
  demo: async () => (await import('./run/demo.js')).addDemo,
  graph: async () => (await import('./run/graph.js')).addGraph,
  manifold: async () => (await import('./research/manifold.js')).addManifold,
  qfh: async () => (await import('./research/qfh.js')).addQfh,
  calibrate: async () => (await import('./research/calibrate.js')).addCalibrate,
  data: () => addData(),
  broker: async () => (await import('./live/broker.js')).addBroker,
  live: async () => (await import('./live/live.js')).addLive,
  arm: async () => (await import('./live/arm.js')).addArm,
  flatten: async () => (await import('./live/flatten.js')).addFlatten,
  replay: async () => (await import('./run/replay.js')).addReplay,
  fetch: async () => (await import('./live/fetch.js')).addFetch,
  prime: async () => (await import('./live/prime.js')).addPrime,
  hydrate: async () => (await import('./live/hydrate.js')).addHydrate,
  warmup: async () => (await import('./live/warmup.js')).addWarmup,
  drain: async () => (await import('./live/drain.js')).addDrain,
  snapshot: async () => (await import('./live/snapshot.js')).addSnapshot,
  setup: async () => (await import('./run/setup.js')).addSetup,
  doctor: async () => (await import('./run/doctor.js')).addDoctor,
}

const addData = async (): Promise<Add> => {
  const [{ addDataImport }, { addDataSynth }, { addDataInfo }] = await Promise.all([
    import('./data/data-import.js'),
    import('./data/data-synth.js'),
    import('./data/data-info.js'),
  ])
  return (program) => {
    const data = program.command('data').description('market data: import, synthesise, inspect')
    addDataImport(data)
    addDataSynth(data)
    addDataInfo(data)
  }
}

/** Runs the command line; gives the exit code: 0 ok, 1 failed, 2 usage. */
export const runCommandLine = async (argv: readonly string[]): Promise<number> => {
  const program = new Command('sep')
    .description(
      'Trades foreign exchange: one dataflow graph from one-minute candles to orders, over history and live.',
    )
    .version(versions().sep)
    .exitOverride()
  try {
    const asked = COMMANDS[argv[2] ?? '']
    for (const load of asked ? [asked] : Object.values(COMMANDS)) (await load())(program)
    await program.parseAsync([...argv])
    return Number(process.exitCode ?? EXIT.ok)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    return reportError(error)
  }
}
