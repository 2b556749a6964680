/** The doctor's questions to a broker, and the file that keeps the answers. */
import { join } from 'node:path'
import { environment } from '../../../app/config/environment.js'
import type { Settings } from '../../../app/config/settings.js'
import { storeOf } from '../../../app/connect/store-of.js'
import { examineBroker } from '../../../app/doctor/broker-doctor.js'
import type { Finding } from '../../../app/doctor/finding.js'
import { fine } from '../../../app/doctor/finding.js'
import { savedText } from '../../../app/doctor/probe/saved-answers.js'
import { tokenFile } from '../../../app/doctor/token-finding.js'
import { systemClock } from '../../../lib/clock.js'
import { makeFolder } from '../../../lib/make-folder.js'
import { logToStderr } from '../../../lib/stderr.js'
import { type BrokerOptions, brokerTargetOf, targetOf } from '../../shared/broker-options.js'
import { checkOutputFolder, writeOutput } from '../../shared/output.js'
import { confirmTestOrder, type ConfirmOptions } from './confirm.js'
import type { DoctorReport } from './report.js'

export interface SaveOptions {
  /** Folder of the file with the broker's answers. */
  readonly save?: string
  readonly amounts: boolean
}

export const askBroker = async (
  options: BrokerOptions & SaveOptions & ConfirmOptions & { readonly instrument?: string },
  settings: Settings,
  report: DoctorReport,
): Promise<void> => {
  if (options.save !== undefined) checkOutputFolder('--save', options.save)
  const token = tokenFindings(options)
  report.add(token)
  if (token.some(({ state }) => state === 'failed')) return
  const broker = brokerTargetOf(options, environment())
  if (options.placeTestOrder) await confirmTestOrder(options, broker.target)
  const recorded = await untilClosed(
    (signal) =>
      examineBroker({
        broker,
        settings,
        openStore: async () => (await storeOf(broker)).store,
        clock: systemClock,
        log: logToStderr,
        onFindings: report.add,
        testOrder: options.placeTestOrder ? { instrument: options.instrument ?? null, signal } : null,
      }),
    options.placeTestOrder,
  )
  if (options.save === undefined) return
  const { environment: name, accountId } = broker.target
  const saved = savedText({
    environment: name,
    accountId,
    token: broker.token,
    atMs: systemClock.nowMs(),
    recorded,
    amounts: options.amounts,
  })
  const path = join(options.save, saved.name)
  makeFolder(options.save)
  await writeOutput(path, [saved.text])
  report.add([
    fine('saved', `${path}: ${recorded.length} answers without account, persons${options.amounts ? '' : ', amounts'}`),
  ])
}

/** With an order, ^C and TERM stop what has not begun: once it is sent, its trade is closed first, however often they come. */
const untilClosed = async <T>(work: (signal: AbortSignal) => Promise<T>, placing: boolean): Promise<T> => {
  const interrupt = new AbortController()
  if (!placing) return work(interrupt.signal)
  const stop = () => {
    interrupt.abort()
    logToStderr('interrupted: an order that was sent is closed first')
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    return await work(interrupt.signal)
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}

/** A first user has no token yet: that is one line of the doctor like any other. What does not fit together is refused before. */
const tokenFindings = (options: BrokerOptions): readonly Finding[] => {
  const env = environment()
  const { environment: name } = targetOf(options, env)
  return tokenFile(options.tokenFile ?? env['OANDA_TOKEN_FILE'] ?? '', name !== 'paper')
}
