/** `sep doctor`: is this machine fit, and what do these settings imply. */
import type { Command } from 'commander'
import pc from 'picocolors'
import { examine, type Finding } from '../deploy/doctor.js'
import { EXIT, printJson } from './run-command.js'
import { type SettingsOptions, settingsOf, withSettings } from './settings-options.js'

const MARK: { readonly [state in Finding['state']]: (text: string) => string } = {
  ok: pc.green,
  warning: pc.yellow,
  failed: pc.red,
}

export const addDoctor = (program: Command): void => {
  withSettings(
    program
      .command('doctor')
      .description('checks the machine and says what the settings imply; exit code 1 if a check failed')
      .option('--json', 'one JSON object', false),
  ).action((options: SettingsOptions & { readonly json: boolean }) => {
    const findings = examine(settingsOf(options))
    if (options.json) printJson({ findings })
    else
      for (const { check, state, says } of findings)
        process.stdout.write(`${MARK[state](state.padEnd(7))} ${check}: ${says}\n`)
    if (findings.some(({ state }) => state === 'failed')) process.exitCode = EXIT.failed
  })
}
