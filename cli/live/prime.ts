/** `sep prime`: computes signals, manifolds and rolling keys of past days. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { prime, type Primed } from '../../app/store-jobs/prime.js'
import type { Settings } from '../../app/config/settings.js'
import { storeOf } from '../../app/connect/store-of.js'
import { type StoreOptions, type StoreTarget, storeTargetOf, withStore } from '../shared/broker-options.js'
import { abortOnInterrupt, EXIT } from '../shared/run-command.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'
import { isoTime } from '../../lib/iso-time.js'
import { printJson } from '../shared/output.js'
import { integerOption } from '../shared/flags.js'
import { logToStderr, progressTerminal } from '../../lib/stderr.js'
import { print } from '../../lib/terminal/stdout.js'

interface PrimeOptions extends StoreOptions, SettingsOptions {
  readonly days: number
  readonly pairs?: string
}

export const addPrime = (program: Command): void => {
  withSettings(
    withStore(
      program
        .command('prime')
        .description(
          'computes signals, manifolds, gates and weights of past days from stored candles, as a live run would have written them',
        ),
    )
      .addOption(
        integerOption('--days', 'days of signals and manifolds; all candles before them warm up', {
          least: 1,
          most: 35,
          fallback: 30,
        }),
      )
      .option('--pairs <list>', 'instruments, comma separated; default: all with candles (HOTBAND_PAIRS)'),
  ).action(async (options: PrimeOptions) => {
    const settings = settingsOf(options, { 'run.pairs': options.pairs })
    const interrupt = abortOnInterrupt()
    try {
      const primed = await primeStore(storeTargetOf(options, environment()), settings, options.days, interrupt.signal)
      if (interrupt.signal.aborted) {
        logToStderr('stopped; what has been written stays')
        process.exitCode = EXIT.failed
      } else if (options.json) printJson(primed)
      else print(primedText(primed))
    } finally {
      interrupt.release()
    }
  })
}

/** Opens the store and closes it. */
export const primeStore = async (
  target: StoreTarget,
  settings: Settings,
  days: number,
  signal: AbortSignal,
): Promise<Primed> => {
  const { store } = await storeOf(target)
  let shown = 0
  try {
    return await prime({
      store,
      settings,
      days,
      signal,
      onProgress: (share) => {
        const tenths = Math.floor(share * 10)
        if (tenths > shown) progressTerminal()?.write(`\rsep: ${tenths * 10} %${tenths === 10 ? '\n' : ''}`)
        shown = Math.max(shown, tenths)
      },
    })
  } finally {
    await store.close()
  }
}

export const primedText = (primed: Primed): string => {
  const bad = primed.skipped > 0 ? `${primed.skipped} stored entries are not candles and were skipped\n` : ''
  return `${bad}${primed.instruments.join(', ')}: candles from ${isoTime(primed.fromMs)} to ${isoTime(primed.toMs)}
${primed.signals} signals, ${primed.manifolds} manifolds; gate on: ${primed.eligible.join(', ') || 'none'}
`
}
