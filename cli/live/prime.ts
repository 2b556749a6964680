/** `sep prime`: signals, manifolds and rolling keys of past days. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { prime, type Primed } from '../../app/store-jobs/prime.js'
import type { Settings } from '../../app/config/settings.js'
import { storeOf } from '../../app/connect/store-of.js'
import { type StoreOptions, type StoreTarget, storeTargetOf, withStore } from '../shared/broker-options.js'
import { abortOnInterrupt, EXIT, printJson } from '../shared/run-command.js'
import { say } from '../shared/say.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'
import { whole } from '../shared/flags.js'
import { isoTime } from '../../lib/iso-time.js'

interface PrimeOptions extends StoreOptions, SettingsOptions {
  readonly days: string
  readonly pairs?: string
}

export const addPrime = (program: Command): void => {
  withSettings(
    withStore(
      program
        .command('prime')
        .description(
          'computes signals, manifolds, gates and weights of past days from the candles of the store, as a live run would have left them',
        ),
    )
      .option('--days <n>', 'days whose signals and manifolds are written, 1 to 35; all candles before warm up', '30')
      .option('--pairs <list>', 'instruments, comma separated; default: all that have candles (HOTBAND_PAIRS)'),
  ).action(async (options: PrimeOptions) => {
    const days = whole('--days', options.days, 1, 35)
    const settings = settingsOf(options, { 'run.pairs': options.pairs })
    const interrupt = abortOnInterrupt()
    try {
      const primed = await primeStore(storeTargetOf(options, environment()), settings, days, interrupt.signal)
      if (interrupt.signal.aborted) {
        say('stopped; what was written stays')
        process.exitCode = EXIT.failed
      } else if (options.json) printJson(primed)
      else process.stdout.write(primedText(primed))
    } finally {
      interrupt.release()
    }
  })
}

/** Opens the store and closes it again. */
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
        if (tenths > shown && process.stderr.isTTY)
          process.stderr.write(`\rsep: ${tenths * 10} %${tenths === 10 ? '\n' : ''}`)
        shown = Math.max(shown, tenths)
      },
    })
  } finally {
    await store.close()
  }
}

export const primedText = (primed: Primed): string => {
  const bad = primed.skipped > 0 ? `${primed.skipped} stored candles are none and were left out\n` : ''
  return `${bad}${primed.instruments.join(', ')}: candles from ${isoTime(primed.fromMs)} to ${isoTime(primed.toMs)}
${primed.signals} signals, ${primed.manifolds} manifolds; gate on: ${primed.eligible.join(', ') || 'none'}
`
}
