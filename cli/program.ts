/** The command line's commands: one file each, listed here. */
import { Command, CommanderError } from 'commander'
import { versions } from '../deploy/versions.js'
import { addArm } from './arm.js'
import { addBacktest } from './backtest.js'
import { addBroker } from './broker.js'
import { addCalibrate } from './calibrate.js'
import { addDataImport } from './data-import.js'
import { addDataInfo } from './data-info.js'
import { addDataSynth } from './data-synth.js'
import { addDemo } from './demo.js'
import { addDoctor } from './doctor.js'
import { addDrain } from './drain.js'
import { addFetch } from './fetch.js'
import { addFlatten } from './flatten.js'
import { addGraph } from './graph.js'
import { addHydrate } from './hydrate.js'
import { addLive } from './live.js'
import { addManifold } from './manifold.js'
import { addPrime } from './prime.js'
import { addQfh } from './qfh.js'
import { addReplay } from './replay.js'
import { addSnapshot } from './snapshot.js'
import { addWarmup } from './warmup.js'
import { EXIT, reportError } from './run-command.js'

/** Runs the command line; gives the exit code: 0 ok, 1 failed, 2 usage. */
export const runCommandLine = async (argv: readonly string[]): Promise<number> => {
  const program = new Command('sep')
    .description(
      'Trades foreign exchange: one dataflow graph from one-minute candles to orders, over history and live.',
    )
    .version(versions().sep)
    .exitOverride()
  addBacktest(program)
  addDemo(program)
  addBroker(program)
  addGraph(program)
  addManifold(program)
  addQfh(program)
  addLive(program)
  addArm(program)
  addFlatten(program)
  addReplay(program)
  addCalibrate(program)
  addFetch(program)
  addPrime(program)
  addHydrate(program)
  addWarmup(program)
  addDrain(program)
  addSnapshot(program)
  const data = program.command('data').description('market data: import, synthesise, inspect')
  addDataImport(data)
  addDataSynth(data)
  addDataInfo(data)
  addDoctor(program)
  try {
    await program.parseAsync([...argv])
    return Number(process.exitCode ?? EXIT.ok)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    return reportError(error)
  }
}
