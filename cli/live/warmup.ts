/** `sep warmup`: fetch --once, prime and hydrate in sequence. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import type { Hydrated } from '../../app/store-jobs/hydrate.js'
import type { Filled } from '../../app/store-jobs/fetch.js'
import { type BrokerOptions, brokerTargetOf, withBroker } from '../shared/broker-options.js'
import { fetchInto } from './fetch.js'
import { hydratedText, hydrateStore } from './hydrate.js'
import { primedText, primeStore } from './prime.js'
import { abortOnInterrupt, EXIT } from '../shared/run-command.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'
import { printJson } from '../shared/output.js'
import { integerOption } from '../shared/flags.js'
import { logToStderr } from '../../lib/stderr.js'
import { print } from '../../lib/terminal/stdout.js'

interface WarmupOptions extends BrokerOptions, SettingsOptions {
  readonly fetchDays: number
  readonly days: number
}

export const addWarmup = (program: Command): void => {
  withSettings(
    withBroker(
      program
        .command('warmup')
        .description('fills the store before a first start: fetch --once, then prime, then hydrate'),
    )
      .addOption(integerOption('--fetch-days', 'days of history to fetch', { least: 1, most: 120, fallback: 90 }))
      .addOption(integerOption('--days', 'days of signals and manifolds', { least: 1, most: 35, fallback: 30 })),
  ).action(async (options: WarmupOptions) => {
    const { fetchDays, days } = options
    const settings = settingsOf(options, { 'run.pairs': options.pairs })
    const broker = brokerTargetOf(options, environment())
    for (const warning of broker.warnings) logToStderr(warning, 'warn')
    const interrupt = abortOnInterrupt()
    const { signal } = interrupt
    let filled: readonly Filled[] = []
    let hydrated: readonly Hydrated[] = []
    try {
      await fetchInto(broker, { settings, days: fetchDays, once: true, signal }, (done) => {
        filled = done
      })
      const primed = signal.aborted ? null : await primeStore(broker, settings, days, signal)
      if (primed && !signal.aborted)
        await hydrateStore(broker, settings, null, (done) => {
          hydrated = done
        })
      if (signal.aborted || !primed) {
        logToStderr('stopped; what has been written stays')
        process.exitCode = EXIT.failed
      } else if (options.json) printJson({ filled, primed, hydrated })
      else print(`${primedText(primed)}${hydratedText(hydrated)}`)
    } finally {
      interrupt.release()
    }
  })
}
