/** `npm run deploy:local`: the services of the compose file without containers. */
import { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { systemClock } from '../../lib/clock.js'
import { logToStderr } from '../../lib/stderr.js'
import { print } from '../../lib/terminal/stdout.js'
import { runLocal } from '../../deploy/local/run-local.js'
import { LOCAL_PORTS } from '../../deploy/local/services.js'
import { integerOption, speedOption } from '../shared/flags.js'
import { abortOnInterrupt, reportError } from '../shared/run-command.js'
import { healthyText } from './healthy-text.js'
import { localSettings } from './local-settings.js'

const start = async (flags: { readonly port: number; readonly speed?: number }): Promise<void> => {
  const settings = localSettings(flags, environment(), systemClock.nowMs())
  const interrupt = abortOnInterrupt()
  try {
    await runLocal({
      ...settings,
      clock: systemClock,
      log: logToStderr,
      signal: interrupt.signal,
      onHealthy: (rows) => print(healthyText(rows, settings.place)),
    })
    logToStderr('all have ended')
  } finally {
    interrupt.release()
  }
}

const program = new Command('npm run deploy:local --')
  .description(
    'the services of an account without containers; OANDA_ENV, OANDA_ACCOUNT_ID, OANDA_TOKEN_FILE: paper without them',
  )
  .addOption(
    integerOption('--port', `the first of ${LOCAL_PORTS} ports, that of the page`, {
      ...{ least: 1, most: 65_536 - LOCAL_PORTS, fallback: 8080 },
    }),
  )
  .addOption(speedOption('minutes of the paper broker per minute; default 1', 10_000))
  .action(start)
try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = reportError(error)
}
