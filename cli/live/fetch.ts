/** `sep fetch`: the broker's candles into the store, and each minute from then on. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { fetchCandles, type Filled } from '../../app/store-jobs/fetch.js'
import { liveWorld } from '../../app/live/market/world.js'
import { openBroker } from '../../app/connect/open-broker.js'
import { storeOf } from '../../app/connect/store-of.js'
import type { Settings } from '../../app/config/settings.js'
import { type BrokerOptions, type BrokerTarget, brokerTargetOf, withBroker } from '../shared/broker-options.js'
import { abortOnInterrupt, printJson } from '../shared/run-command.js'
import { say } from '../shared/say.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'
import { whole } from '../shared/flags.js'
import { isoTime } from '../../lib/iso-time.js'

interface FetchOptions extends BrokerOptions, SettingsOptions {
  readonly days: string
  readonly once: boolean
}

export const addFetch = (program: Command): void => {
  withSettings(
    withBroker(
      program
        .command('fetch')
        .description(
          "candle fetcher: brings the broker's one-minute candles that md:candles lacks, then each one as it ends; ^C ends it",
        ),
    )
      .option('--days <n>', 'how far back candles are wanted, 1 to 120', '60')
      .option('--once', 'end when nothing is missing any more', false),
  ).action(async (options: FetchOptions) => {
    const days = whole('--days', options.days, 1, 120)
    const settings = settingsOf(options, { 'run.pairs': options.pairs })
    const broker = brokerTargetOf(options, environment())
    broker.warnings.forEach(say)
    const interrupt = abortOnInterrupt()
    try {
      await fetchInto(broker, { settings, days, once: options.once, signal: interrupt.signal }, (filled) => {
        if (options.json) printJson({ filled })
        else process.stdout.write(textOf(filled))
        if (!options.once) say('each minute from now on; ^C ends it')
      })
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
}

/** Opens broker and store, and closes them again. Pairs that only convert to the account's currency are fetched too. */
export const fetchInto = async (
  broker: BrokerTarget,
  { settings, ...run }: FetchRun,
  onFilled: (filled: readonly Filled[]) => void,
): Promise<void> => {
  const client = openBroker(broker, say)
  try {
    const { store, says } = await storeOf(broker)
    try {
      const { currency } = await client.summary()
      const world = await liveWorld(client, settings.run.pairs, currency)
      const instruments = world.instruments.map(({ name }) => name)
      say(`candles of ${instruments.join(', ')} into ${says}`)
      await fetchCandles({
        ...run,
        client,
        store,
        instruments,
        onFilled,
        report: say,
        onProgress: (instrument, done, of) => {
          if (process.stderr.isTTY) process.stderr.write(`\rsep: ${done + 1} of ${of}: ${instrument} `)
          if (process.stderr.isTTY && done + 1 === of) process.stderr.write('\n')
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
    .map(
      ({ instrument, known, added, skipped, newestMs }) =>
        `${instrument}: ${known} candles were there, ${added} came${skipped > 0 ? `, ${skipped} bad ones left out` : ''}; the newest is of ${newestMs === null ? 'never' : isoTime(newestMs)}\n`,
    )
    .join('')
