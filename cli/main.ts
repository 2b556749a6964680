#!/usr/bin/env node
/** The command `sep`. What fails while it loads is one line, too. */
import { whenOutputIsLost } from '../lib/terminal/lost-output.js'
import { endProcess } from './shared/end-process.js'
import { EXIT, reportError } from './shared/run-command.js'

/** They go on without output: an account is traded, others connect. ^C ends them. */
const SERVICES = ['live', 'broker', 'api', 'ws', 'fetch', 'hydrate', 'evaluate', 'allocate', 'worker']
whenOutputIsLost((isFault) => {
  if (!SERVICES.includes(process.argv[2] ?? '')) process.exit(isFault ? EXIT.failed : undefined)
})

try {
  const { startLog } = await import('./start-log.js')
  await startLog(process.argv[2])
  const { runCommandLine } = await import('./program.js')
  process.exitCode = await runCommandLine(process.argv)
} catch (error) {
  process.exitCode = reportError(error)
}
// Timers and sockets of a graph file are nobody's work once the command is done.
if (process.argv.some((argument) => /\.m?js$/.test(argument) && argument !== process.argv[1]))
  endProcess(process.stdout, () => process.exit())
