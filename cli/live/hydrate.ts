/** `sep hydrate`: what screens read first, from stored signals. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { hydrate, type Hydrated } from '../../app/store-jobs/hydrate.js'
import type { Settings } from '../../app/config/settings.js'
import { storeOf } from '../../app/connect/store-of.js'
import { systemClock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import { pause } from '../../lib/pause.js'
import { type StoreOptions, type StoreTarget, storeTargetOf, withStore } from '../shared/broker-options.js'
import { abortOnInterrupt, printJson } from '../shared/run-command.js'
import { say } from '../shared/say.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'
import { isoTime } from '../../lib/iso-time.js'

interface HydrateOptions extends StoreOptions, SettingsOptions {
  readonly pairs?: string
  readonly keep: boolean
}

const EVERY_MS = 60_000
/** The history of a day and what counts its repetitions, over a long weekend. */
const SINCE_MS = 6 * 86_400_000

export const addHydrate = (program: Command): void => {
  withSettings(
    withStore(
      program
        .command('hydrate')
        .description(
          'fills ws:last:manifold and ws:manifold:hist from stored signals where they are newer than what stands there',
        ),
    )
      .option('--pairs <list>', 'instruments, comma separated; default: all that have signals (HOTBAND_PAIRS)')
      .option('--keep', 'again each minute until ^C', false),
  ).action(async (options: HydrateOptions) => {
    const settings = settingsOf(options, { 'run.pairs': options.pairs })
    const interrupt = abortOnInterrupt()
    try {
      await hydrateStore(
        storeTargetOf(options, environment()),
        settings,
        options.keep ? interrupt.signal : null,
        (done) => {
          if (options.json) printJson({ hydrated: done })
          else process.stdout.write(hydratedText(done))
        },
      )
    } finally {
      interrupt.release()
    }
  })
}

/** Opens the store and closes it again. With a signal each minute until it aborts; then rounds without news are not told. */
export const hydrateStore = async (
  target: StoreTarget,
  settings: Settings,
  until: AbortSignal | null,
  onDone: (done: readonly Hydrated[]) => void,
): Promise<void> => {
  const { store } = await storeOf(target)
  try {
    const first = await hydrate({ store, settings })
    onDone(first)
    let newestMs = Math.max(0, ...first.map((one) => one.newestMs ?? 0))
    while (until && (await pause(systemClock, EVERY_MS, until))) {
      try {
        const done = await hydrate({ store, settings, sinceMs: newestMs - SINCE_MS })
        newestMs = Math.max(newestMs, ...done.map((one) => one.newestMs ?? 0))
        const news = done.filter(({ written }) => written > 0)
        if (news.length > 0) onDone(news)
      } catch (error) {
        if (!(error instanceof CodedError && error.code === 'store-unavailable')) throw error
        say(`${error.message}; tried again in a minute`)
      }
    }
  } finally {
    await store.close()
  }
}

export const hydratedText = (done: readonly Hydrated[]): string =>
  done.length === 0
    ? 'no signals; sep prime makes them\n'
    : done
        .map(({ instrument, written, newestMs }) => {
          const newest = newestMs === null ? 'no signals' : `newest of ${isoTime(newestMs)}`
          return `${instrument}: ${written === 0 && newestMs !== null ? 'in order' : `${written} written`}, ${newest}\n`
        })
        .join('')
