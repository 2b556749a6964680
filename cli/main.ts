#!/usr/bin/env node
/** The command `sep`. Loading comes first, so that a kernel that is not built is one clear line. */
import { reportError } from './shared/run-command.js'

try {
  const { runCommandLine } = await import('./program.js')
  process.exitCode = await runCommandLine(process.argv)
} catch (error) {
  process.exitCode = reportError(error)
}
