/** `sep hydrate`: writes what screens read first, from stored signals. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { hydrateCounts } from '../../app/metrics/job-counts.js'
import { withMetricsPort } from '../../app/metrics/metrics-port.js'
import { hydrate, type Hydrated } from '../../app/store-jobs/hydrate.js'
import type { Settings } from '../../app/config/settings.js'
import { storeOf } from '../../app/connect/store-of.js'
import { systemClock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'
import { pause } from '../../lib/pause.js'
import { type StoreOptions, type StoreTarget, storeTargetOf, withStore } from '../shared/broker-options.js'
import { logMetricsUrl, type MetricsOptions, withMetrics } from '../shared/metrics-options.js'
import { abortOnInterrupt } from '../shared/run-command.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'
import { isoTime } from '../../lib/iso-time.js'
import { printJson } from '../shared/output.js'
import { logToStderr } from '../../lib/stderr.js'
import { announce } from '../../lib/terminal/stdout.js'

interface HydrateOptions extends StoreOptions, SettingsOptions, MetricsOptions {
  readonly pairs?: string
  readonly keep: boolean
}

/** Covers a day's history and its repetition window across a long weekend. */
const SINCE_MS = 6 * DAY_MS

export const addHydrate = (program: Command): void => {
  withMetrics(
    withSettings(
      withStore(
        program
          .command('hydrate')
          .description(
            'fills ws:last:manifold and ws:manifold:hist from stored signals that are newer than their content',
          ),
      )
        .option('--pairs <list>', 'instruments, comma separated; default: all with signals (HOTBAND_PAIRS)')
        .option('--keep', 'repeat each minute until ^C', false),
    ),
  ).action(async (options: HydrateOptions) => {
    const settings = settingsOf(options, { 'run.pairs': options.pairs })
    const interrupt = abortOnInterrupt()
    try {
      const target = storeTargetOf(options, environment())
      const counts = hydrateCounts()
      await withMetricsPort(options, [counts.source], logMetricsUrl, () =>
        hydrateStore(target, settings, options.keep ? interrupt.signal : null, (done) => {
          counts.onDone(done)
          if (options.json) printJson({ hydrated: done })
          else announce(hydratedText(done))
        }),
      )
    } finally {
      interrupt.release()
    }
  })
}

/** Opens the store and closes it. With a signal it repeats each minute until the abort and reports only rounds that wrote something. */
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
    while (until && (await pause(systemClock, MINUTE_MS, until))) {
      try {
        const done = await hydrate({ store, settings, sinceMs: newestMs - SINCE_MS })
        newestMs = Math.max(newestMs, ...done.map((one) => one.newestMs ?? 0))
        const news = done.filter(({ written }) => written > 0)
        if (news.length > 0) onDone(news)
      } catch (error) {
        if (!(error instanceof CodedError && error.code === 'store-unavailable')) throw error
        logToStderr(`${error.message}; next attempt in a minute`, 'warn')
      }
    }
  } finally {
    await store.close()
  }
}

export const hydratedText = (done: readonly Hydrated[]): string =>
  done.length === 0
    ? 'no signals; sep prime computes them\n'
    : done
        .map(({ instrument, written, newestMs }) => {
          const newest = newestMs === null ? 'no signals' : `newest: ${isoTime(newestMs)}`
          return `${instrument}: ${written === 0 && newestMs !== null ? 'up to date' : `${written} written`}, ${newest}\n`
        })
        .join('')
