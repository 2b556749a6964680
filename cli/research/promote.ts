/** `sep promote`: shows what a promotion would change in config/live_params.yaml, and with --yes changes it. */
import { dirname } from 'node:path'
import { makeFolder } from '../../lib/make-folder.js'
import type { Command } from 'commander'
import pc from 'picocolors'
import { environment } from '../../app/config/environment.js'
import { liveParamsText, type ParamChange, paramChanges, readLiveParams } from '../../app/promote/live-params.js'
import { type Promotion, promotionOf, storedPromotion } from '../../app/promote/promotion.js'
import { systemClock } from '../../lib/clock.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { print } from '../../lib/terminal/stdout.js'
import { SepError } from '../../model/error-codes.js'
import { type StoreOptions, withStore } from '../shared/broker-options.js'
import { printJson, writeOutput } from '../shared/output.js'
import { EXIT } from '../shared/run-command.js'
import { inStore } from './studies/run-query.js'

interface PromoteOptions extends StoreOptions {
  readonly config: string
  readonly ledger?: string
  readonly yes: boolean
}

export const addPromote = (program: Command): void => {
  withStore(
    program
      .command('promote [folder]')
      .description(
        'shows how the settings of a run, of the candidate of a sweep, or without a folder of the winner in the store ' +
          'differ from the live ones; --yes writes them. Exits 1 if nothing was written',
      )
      .option('--config <file>', 'settings of the live pipeline (sep live --config)', 'config/live_params.yaml')
      .option('--ledger <file>', 'the ledger behind the verdict on a sweep; default: .sep/ledger.ndjson')
      .option('--yes', 'write the file', false),
  ).action(run)
}

const run = async (folder: string | undefined, options: PromoteOptions): Promise<void> => {
  const { config: file, yes, json } = options
  const promotion = await promoted(folder, options)
  const current = readLiveParams(file)
  const changes = paramChanges(current, promotion.params)
  const written = yes && changes.length > 0
  if (written) {
    makeFolder(dirname(file))
    const source = [
      `From ${promotion.source}.`,
      promotion.sentence,
      `Written by sep promote; sep live --config ${file}`,
    ]
    await writeOutput(file, [liveParamsText(current, changes, source)])
  }
  if (json) printJson({ source: promotion.source, sentence: promotion.sentence, file, changes, written })
  else print(textOf(promotion, changes, file, written))
  if (!written) process.exitCode = EXIT.failed
}

const promoted = (folder: string | undefined, options: PromoteOptions): Promise<Promotion> => {
  if (folder === undefined) return inStore(options, storedPromotion)
  if (options.store !== undefined) throw new SepError('bad-argument', 'name a folder or --store, not both')
  const ledger = options.ledger ?? (environment()['SEP_LEDGER'] || '.sep/ledger.ndjson')
  return Promise.resolve(promotionOf(folder, ledger, systemClock))
}

const textOf = (
  { source, sentence }: Promotion,
  changes: readonly ParamChange[],
  file: string,
  written: boolean,
): string => {
  const value = (given: unknown) => JSON.stringify(given ?? null)
  const width = Math.max(...changes.map(({ path }) => path.length))
  return [
    pc.bold(printableLine(source)),
    printableLine(sentence),
    '',
    ...changes.map(({ path, from, to }) => `  ${path.padEnd(width)}  ${pc.red(value(from))} -> ${pc.green(value(to))}`),
    ...(changes.length === 0
      ? [`${file} has these settings already: nothing to promote`]
      : [written ? `written to ${file}` : `nothing written: --yes changes ${file}`]),
    '',
  ].join('\n')
}
