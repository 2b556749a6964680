/** `sep fetch`: loads the broker's candles into the store and follows each new minute. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { fetchCandles, type Filled } from '../../app/store-jobs/fetch.js'
import { type FetchCounts, fetchCounts } from '../../app/metrics/job-counts.js'
import { withMetricsPort } from '../../app/metrics/metrics-port.js'
import { liveWorld } from '../../app/live/market/world.js'
import { REFUSAL_PATIENCE_MS } from '../../oanda/client/client.js'
import { openBroker } from '../../app/connect/open-broker.js'
import { storeOf } from '../../app/connect/store-of.js'
import type { Settings } from '../../app/config/settings.js'
import { type BrokerOptions, type BrokerTarget, brokerTargetOf, withBroker } from '../shared/broker-options.js'
import { abortOnInterrupt } from '../shared/run-command.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'
import { isoTime } from '../../lib/iso-time.js'
import { printJson } from '../shared/output.js'
import { integerOption } from '../shared/flags.js'
import { logMetricsUrl, type MetricsOptions, withMetrics } from '../shared/metrics-options.js'
import { logToStderr, progressTerminal } from '../../lib/stderr.js'
import { announce } from '../../lib/terminal/stdout.js'

interface FetchOptions extends BrokerOptions, SettingsOptions, MetricsOptions {
  readonly days: number
  readonly once: boolean
}

export const addFetch = (program: Command): void => {
  withMetrics(
    withSettings(
      withBroker(
        program
          .command('fetch')
          .description("fetches the broker's one-minute candles that md:candles lacks, then each new one; ^C ends it"),
      )
        .addOption(integerOption('--days', 'days of history to fetch', { least: 1, most: 120, fallback: 60 }))
        .option('--once', 'end when the history is complete', false),
    ),
  ).action(async (options: FetchOptions) => {
    const { days } = options
    const settings = settingsOf(options, { 'run.pairs': options.pairs })
    const broker = brokerTargetOf(options, environment())
    for (const warning of broker.warnings) logToStderr(warning, 'warn')
    const interrupt = abortOnInterrupt()
    try {
      const { onStored, source } = fetchCounts()
      const run = { settings, days, once: options.once, signal: interrupt.signal, onStored }
      await withMetricsPort(options, [source], logMetricsUrl, () =>
        fetchInto(broker, run, (filled) => {
          if (options.json) printJson({ filled })
          else announce(textOf(filled))
          if (!options.once) logToStderr('following each minute; ^C ends it')
        }),
      )
    } finally {
      interrupt.release()
    }
  })
}

interface FetchRun {
  readonly settings: Settings
  readonly days: number
  readonly once: boolean
  readonly signal: AbortSignal
  readonly onStored?: FetchCounts['onStored']
}

/** Opens broker and store for the fetch and closes them. Pairs that only convert to the account's currency are fetched too. */
export const fetchInto = async (
  broker: BrokerTarget,
  { settings, ...run }: FetchRun,
  onFilled: (filled: readonly Filled[]) => void,
): Promise<void> => {
  const client = openBroker(broker, logToStderr, { patienceMs: run.once ? 0 : REFUSAL_PATIENCE_MS })
  try {
    const { store, description } = await storeOf(broker, { creates: true })
    try {
      const { currency } = await client.summary()
      const world = await liveWorld(client, settings.run.pairs, { currency, marginRate: null })
      const instruments = world.instruments.map(({ name }) => name)
      logToStderr(`candles of ${instruments.join(', ')} into ${description}`)
      await fetchCandles({
        ...run,
        client,
        store,
        instruments,
        onFilled,
        log: logToStderr,
        onProgress: (instrument, done, of) => {
          const end = done + 1 === of ? '\n' : ''
          progressTerminal()?.write(`\rsep: ${done + 1} of ${of}: ${instrument} ${end}`)
        },
      })
    } finally {
      await store.close()
    }
  } finally {
    client.close()
  }
}

const textOf = (filled: readonly Filled[]): string =>
  filled
    .map(({ instrument, known, added, skipped, refused, newestMs }) => {
      const wild = refused > 0 ? `, ${refused} of them refused for their price` : ''
      const bad = `${wild}${skipped > 0 ? `, ${skipped} bad ones skipped` : ''}`
      const newest = newestMs === null ? 'none' : isoTime(newestMs)
      return `${instrument}: ${known} candles stored, ${added} fetched${bad}; newest: ${newest}\n`
    })
    .join('')
