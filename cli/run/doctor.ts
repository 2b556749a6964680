/** `sep doctor`: checks the machine, shows what the settings imply and, given a broker, whether `sep live` would trade its account now. */
import type { Command } from 'commander'
import pc from 'picocolors'
import { examine } from '../../app/doctor/doctor.js'
import type { Finding } from '../../app/doctor/finding.js'
import { examineLive } from '../../app/doctor/doctor-live.js'
import { tokenFile } from '../../app/doctor/token-finding.js'
import { environment } from '../../app/config/environment.js'
import { openBroker } from '../../app/connect/open-broker.js'
import type { Settings } from '../../app/config/settings.js'
import { storeOf } from '../../app/connect/store-of.js'
import { systemClock } from '../../lib/clock.js'
import { type BrokerOptions, brokerTargetOf, targetOf, withBroker } from '../shared/broker-options.js'
import { EXIT } from '../shared/run-command.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'
import { printJson } from '../shared/output.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { logToStderr } from '../../lib/stderr.js'
import { print } from '../../lib/terminal/stdout.js'

interface DoctorOptions extends SettingsOptions, BrokerOptions {}

const MARK: { readonly [state in Finding['state']]: (text: string) => string } = {
  ok: pc.green,
  warning: pc.yellow,
  failed: pc.red,
}

export const addDoctor = (program: Command): void => {
  withSettings(
    withBroker(
      program
        .command('doctor')
        .description(
          'checks the machine and what the settings imply; with --env, --account and the other flags of sep live also ' +
            'whether that account can be traded now; exit code 1 if a check failed',
        ),
    ),
  ).action(async (options: DoctorOptions) => {
    const settings = settingsOf(options, { 'run.pairs': options.pairs })
    const findings = [...examine(settings), ...(namesBroker(options) ? await ofBroker(options, settings) : [])]
    if (options.json) printJson({ findings: findings.map(served) })
    else
      for (const { check, state, message } of findings)
        print(`${MARK[state](state.padEnd(7))} ${check}: ${printableLine(message)}\n`)
    if (findings.some(({ state }) => state === 'failed')) process.exitCode = EXIT.failed
  })
}

/** Only flags name a broker: environment variables alone do not make the doctor contact one. */
const namesBroker = ({ env, account, tokenFile, restUrl, streamUrl, speed, store, dataDir }: BrokerOptions): boolean =>
  [env, account, tokenFile, restUrl, streamUrl, speed, store, dataDir].some((flag) => flag !== undefined)

/** A finding of the JSON output. */
const served = ({ check, state, message }: Finding) => ({ check, state, says: message })

const ofBroker = async (options: BrokerOptions, settings: Settings): Promise<readonly Finding[]> => {
  const found = tokenFindings(options)
  if (found.some(({ state }) => state === 'failed')) return found
  const broker = brokerTargetOf(options, environment())
  const client = openBroker(broker, logToStderr)
  try {
    const openStore = async () => (await storeOf(broker)).store
    return [...found, ...(await examineLive({ settings, client, openStore, clock: systemClock }))]
  } finally {
    client.close()
  }
}

/** A first user has no token yet: that is one line of the doctor like any other. What does not fit together is refused before. */
const tokenFindings = (options: BrokerOptions): readonly Finding[] => {
  const env = environment()
  const { environment: name } = targetOf(options, env)
  return tokenFile(options.tokenFile ?? env['OANDA_TOKEN_FILE'] ?? '', name !== 'paper')
}
