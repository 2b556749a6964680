/** The command line's commands: one file each, listed here; only the one that is asked for is loaded. */
import { Command, CommanderError } from 'commander'
import { versions } from '../deploy/versions.js'
import { EXIT, reportError } from './run-command.js'

type Add = (program: Command) => void

/** In the order of the help. */
const COMMANDS: { readonly [name: string]: () => Promise<Add> } = {
  backtest: async () => (await import('./backtest.js')).addBacktest,
  demo: async () => (await import('./demo.js')).addDemo,
  graph: async () => (await import('./graph.js')).addGraph,
  manifold: async () => (await import('./manifold.js')).addManifold,
  qfh: async () => (await import('./qfh.js')).addQfh,
  calibrate: async () => (await import('./calibrate.js')).addCalibrate,
  data: () => addData(),
  broker: async () => (await import('./broker.js')).addBroker,
  live: async () => (await import('./live.js')).addLive,
  arm: async () => (await import('./arm.js')).addArm,
  flatten: async () => (await import('./flatten.js')).addFlatten,
  replay: async () => (await import('./replay.js')).addReplay,
  fetch: async () => (await import('./fetch.js')).addFetch,
  prime: async () => (await import('./prime.js')).addPrime,
  hydrate: async () => (await import('./hydrate.js')).addHydrate,
  warmup: async () => (await import('./warmup.js')).addWarmup,
  drain: async () => (await import('./drain.js')).addDrain,
  snapshot: async () => (await import('./snapshot.js')).addSnapshot,
  doctor: async () => (await import('./doctor.js')).addDoctor,
}

const addData = async (): Promise<Add> => {
  const [{ addDataImport }, { addDataSynth }, { addDataInfo }] = await Promise.all([
    import('./data-import.js'),
    import('./data-synth.js'),
    import('./data-info.js'),
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
