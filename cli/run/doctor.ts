/** `sep doctor`: checks the machine, shows what the settings imply and, given a broker, whether `sep live` would trade its account now. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { examine } from '../../app/doctor/doctor.js'
import { contractFindings } from '../../app/doctor/probe/contract-findings.js'
import { readSavedAnswers } from '../../app/doctor/probe/saved-answers.js'
import { SepError } from '../../model/error-codes.js'
import { allRefusals, explainRefusal, refusalList } from '../../oanda/refusals/explain-refusal.js'
import { print } from '../../lib/terminal/stdout.js'
import { type BrokerOptions, withBroker } from '../shared/broker-options.js'
import { pairOption } from '../shared/flags.js'
import { type SettingsOptions, settingsOf, withSettings } from '../shared/settings-options.js'
import { printJson } from '../shared/output.js'
import { askBroker, type SaveOptions } from './doctor/ask-broker.js'
import type { ConfirmOptions } from './doctor/confirm.js'
import { doctorReport, type DoctorReport } from './doctor/report.js'

interface DoctorOptions extends SettingsOptions, BrokerOptions, SaveOptions, ConfirmOptions {
  readonly judge?: string
  readonly explain?: string
  readonly instrument?: string
}

export const addDoctor = (program: Command): void => {
  withSettings(
    withBroker(
      program
        .command('doctor')
        .description(
          'checks the machine and what the settings imply; with --env, --account and the other flags of sep live also ' +
            'whether that account can be traded now, and whether the broker answers as SEP knows it (reads only, some seconds); ' +
            'exit code 1 if a check failed',
        )
        .option('--save <dir>', "keep the broker's answers in a file there, without account, persons and amounts")
        .option('--amounts', 'with --save: keep balances, units and profits, too', false)
        .option('--judge <file>', 'judge the answers of such a file; asks nobody')
        .option(
          '--explain <reason>',
          'explain a refusal of the broker, like INSUFFICIENT_MARGIN or 401; ALL prints all of them',
        )
        .option(
          '--place-test-order',
          'buy the least size of one instrument, check it, and close it; asks for the account id',
          false,
        )
        .addOption(pairOption('--instrument', 'instrument of the test order; default: the first of the settings'))
        .option('--confirm <account>', 'the account id again, for --place-test-order without a question')
        .option('--real-money', 'allow --place-test-order on an account with real money (001-...)', false),
    ),
  ).action(async (options: DoctorOptions) => {
    const report = doctorReport(options.json)
    try {
      if (options.explain !== undefined) return explain(options.explain, options.json)
      await findAll(options, report)
      report.end()
    } catch (error) {
      report.refused(error)
    }
  })
}

const findAll = async (options: DoctorOptions, report: DoctorReport): Promise<void> => {
  if (options.judge !== undefined) {
    const { answers } = readSavedAnswers(options.judge, textOf(options.judge))
    return report.add(contractFindings(answers, []))
  }
  const withoutBroker = !namesBroker(options)
  if (withoutBroker && (options.save !== undefined || options.amounts || options.placeTestOrder))
    throw new SepError('bad-argument', '--save, --amounts and --place-test-order need a broker: --env and --account')
  if (!options.placeTestOrder && (options.instrument ?? options.confirm) !== undefined)
    throw new SepError('bad-argument', '--instrument and --confirm belong to --place-test-order')
  const settings = settingsOf(options, { 'run.pairs': options.pairs })
  report.add(examine(settings))
  if (!withoutBroker) await askBroker(options, settings, report)
}

const explain = (reason: string, json: boolean): void => {
  if (reason === 'ALL') return json ? printJson({ refusals: allRefusals() }) : print(refusalList())
  const found = explainRefusal(reason)
  if (!found)
    throw new SepError('bad-argument', `--explain ${reason}: not a reason or status that is known; ALL lists them`)
  if (json) return printJson({ reason, means: found.means, does: found.does })
  print(`${reason}: ${found.means}\nSEP: ${found.does}\n`)
}

/** Only flags name a broker: environment variables alone do not make the doctor contact one. */
const namesBroker = ({ env, account, tokenFile, restUrl, streamUrl, speed, store, dataDir }: BrokerOptions): boolean =>
  [env, account, tokenFile, restUrl, streamUrl, speed, store, dataDir].some((flag) => flag !== undefined)

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new SepError('missing-data', `${path}: ${(error as NodeJS.ErrnoException).code}: cannot be read`)
  }
}
