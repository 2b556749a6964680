/** `SEP_LOG`: how the log is written. */
import { environment } from '../app/config/environment.js'
import { versions } from '../app/config/versions.js'
import { systemClock } from '../lib/clock.js'
import { logAsJson, logToStderr } from '../lib/stderr.js'
import { SepError } from '../model/error-codes.js'
import { reportError } from './shared/run-command.js'

/** Call it before the command runs. */
export const startLog = async (command: string | undefined): Promise<void> => {
  const { SEP_LOG: form = '' } = environment()
  if (form === '' || form === 'text') return
  if (form !== 'json') throw new SepError('bad-config', `SEP_LOG=${form}: write json or text`)
  const { jsonLines } = await import('../lib/log/json-lines.js')
  const base = { command: command ?? '', pid: process.pid, version: versions().sep }
  logAsJson((write) => jsonLines({ base, nowMs: systemClock.nowMs, write }))
  takeLinesOfNode()
}

/** Node writes its warnings, and the error that ends it, as plain text. */
const takeLinesOfNode = (): void => {
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => logToStderr(`${name}: ${message}`, 'warn'))
  process.on('uncaughtException', (error) => process.exit(reportError(error)))
}
