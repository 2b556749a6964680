/** What commands share that ask a running pipeline for something: the store, how long they wait, and what they print. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { storeOf } from '../../app/connect/store-of.js'
import type { ControlAnswer, ControlDesk } from '../../app/control/desk.js'
import { systemClock } from '../../lib/clock.js'
import { print } from '../../lib/terminal/stdout.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { type StoreOptions, storeTargetOf, withStore } from './broker-options.js'
import { integerOption } from './flags.js'
import { printJson } from './output.js'
import { EXIT } from './run-command.js'

export interface ControlOptions extends StoreOptions {
  readonly timeout: number
  /** False with --no-wait. */
  readonly wait: boolean
}

/** Adds --timeout, --no-wait and the flags of `withStore`. */
export const withControl = (command: Command, timeoutSec: number): Command =>
  withStore(
    command
      .addOption(
        integerOption('--timeout', 'longest wait for the pipeline, s', { least: 1, most: 3600, fallback: timeoutSec }),
      )
      .option('--no-wait', 'do not wait until the pipeline has done it'),
  )

/** Opens a store that is there, and closes it afterwards. */
export const atDesk = async <T>(options: ControlOptions, act: (desk: ControlDesk) => Promise<T>): Promise<T> => {
  const { store, description } = await storeOf(storeTargetOf(options, environment()), { anyLayout: true })
  try {
    return await act({
      store,
      place: description.replace(/ \(.*$/s, '').replace(/^.*, (started|already running) at /, ''),
      clock: systemClock,
      by: 'command line',
      timeoutMs: options.wait ? options.timeout * SECOND_MS : null,
    })
  } finally {
    await store.close()
  }
}

/** Exit codes: 0 done, 3 taken but not done, 1 not taken. `texts` by what came of it; `facts` are printed with --json. */
export const report = (
  { json, timeout }: ControlOptions,
  { id, outcome: { state, why } }: ControlAnswer,
  texts: { readonly done: string; readonly wish: string; readonly unheard: string },
  facts: Readonly<Record<string, unknown>>,
): void => {
  process.exitCode = state === 'done' || state === 'sent' ? EXIT.ok : state === 'taken' ? EXIT.unfinished : EXIT.failed
  if (json) return printJson({ ...facts, id, state, why })
  if (state === 'done') return print(`${texts.done}\n`)
  if (state === 'sent') return print(`${texts.wish}: sent (request ${id})\n`)
  if (state === 'taken') return print(`${texts.wish}: taken, not done: ${why} (request ${id})\n`)
  if (state === 'refused') return print(`${texts.wish}: refused: ${why} (request ${id})\n`)
  print(`${texts.wish}: not taken within ${timeout} s: ${texts.unheard} (request ${id})\n`)
}
