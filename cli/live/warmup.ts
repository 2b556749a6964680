/** `sep warmup`: fetch --once, prime and hydrate, one after the other. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import type { Hydrated } from '../../app/store-jobs/hydrate.js'
import type { Filled } from '../../app/store-jobs/fetch.js'
import { type BrokerOptions, brokerTargetOf, withBroker } from '../shared/broker-options.js'
import { fetchInto } from './fetch.js'
import { hydratedText, hydrateStore } from './hydrate.js'
import { primedText, primeStore } from './prime.js'
import { abortOnInterrupt, EXIT, printJson } from '../shared/run-command.js'
import { say } from '../shared/say.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'
import { whole } from '../shared/flags.js'

interface WarmupOptions extends BrokerOptions, SettingsOptions {
  readonly fetchDays: string
  readonly days: string
}

export const addWarmup = (program: Command): void => {
  withSettings(
    withBroker(
      program
        .command('warmup')
        .description('fills the store before a first start: fetch --once, then prime, then hydrate'),
    )
      .option('--fetch-days <n>', 'how far back candles are wanted, 1 to 120', '90')
      .option('--days <n>', 'days whose signals and manifolds are written, 1 to 35', '30'),
  ).action(async (options: WarmupOptions) => {
    const fetchDays = whole('--fetch-days', options.fetchDays, 1, 120)
    const days = whole('--days', options.days, 1, 35)
    const settings = settingsOf(options, { 'run.pairs': options.pairs })
    const broker = brokerTargetOf(options, environment())
    broker.warnings.forEach(say)
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
        say('stopped; what was written stays')
        process.exitCode = EXIT.failed
      } else if (options.json) printJson({ filled, primed, hydrated })
      else process.stdout.write(`${primedText(primed)}${hydratedText(hydrated)}`)
    } finally {
      interrupt.release()
    }
  })
}
