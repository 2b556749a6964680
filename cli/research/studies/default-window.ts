/** `sep studies default-window`: the spans that studies take unless others are asked for. */
import type { Command } from 'commander'
import { print } from '../../../lib/terminal/stdout.js'
import { defaultWindow } from '../../../studies/spans/default-window.js'
import { printJson } from '../../shared/output.js'
import { type SettingsOptions, settingsOf, withSettings } from '../../shared/settings-options.js'

export const addDefaultWindow = (studies: Command): void => {
  withSettings(
    studies
      .command('default-window')
      .description('the window of the gates, the spans of a series, and the length of the run they are counted from')
      .option('--json', 'print one JSON object', false),
  ).action((options: SettingsOptions & { readonly json: boolean }) => {
    const window = defaultWindow(settingsOf(options).gates.windowDays)
    if (options.json) printJson(window)
    else print(`gates ${window.days} days; spans ${window.spans.join(', ')} of one run of ${window.long_run_days}\n`)
  })
}
