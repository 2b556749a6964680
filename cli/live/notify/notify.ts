/** `sep notify test`: does a message arrive? */
import type { Command } from 'commander'
import { environment } from '../../../app/config/environment.js'
import { readChannels } from '../../../app/notify/channels-file.js'
import { sendTest, type TestDelivery } from '../../../app/notify/send-test.js'
import { systemClock } from '../../../lib/clock.js'
import { printableLine } from '../../../lib/terminal/printable.js'
import { print } from '../../../lib/terminal/stdout.js'
import { SepError } from '../../../model/error-codes.js'
import { notifyFileOf, notifyOption, type NotifyOptions } from './notify-option.js'
import { collect } from '../../shared/flags.js'
import { printJson } from '../../shared/output.js'
import { abortOnInterrupt, EXIT } from '../../shared/run-command.js'

interface TestOptions extends NotifyOptions {
  readonly channel: readonly string[]
  readonly json: boolean
}

export const addNotify = (program: Command): void => {
  program
    .command('notify')
    .description('channels of notifications: test')
    .command('test')
    .description('sends a test message over each channel; exit code 1 where one does not take it')
    .addOption(notifyOption())
    .option('--channel <name>', 'only this one; repeatable', collect, [])
    .option('--json', 'print one JSON object', false)
    .action(async (options: TestOptions) => {
      const channels = wanted(options)
      const interrupt = abortOnInterrupt()
      const deliveries = await sendTest(channels, 'test', systemClock, interrupt.signal).finally(interrupt.release)
      if (options.json) printJson({ channels: deliveries })
      else for (const delivery of deliveries) print(`${lineOf(delivery)}\n`)
      if (deliveries.some(({ delivered }) => !delivered)) process.exitCode = EXIT.failed
    })
}

const wanted = ({ channel, ...options }: TestOptions) => {
  const file = notifyFileOf(options, environment())
  if (file === undefined) throw new SepError('bad-argument', '--notify FILE (or SEP_NOTIFY_FILE) names the channels')
  const channels = readChannels(file)
  const unknown = channel.find((name) => !channels.some((one) => one.name === name))
  if (unknown !== undefined)
    throw new SepError(
      'bad-argument',
      `--channel ${unknown}: ${file} has ${channels.map(({ name }) => name).join(', ')}`,
    )
  return channel.length === 0 ? channels : channels.filter(({ name }) => channel.includes(name))
}

const lineOf = ({ channel, kind, delivered, why }: TestDelivery): string =>
  printableLine(`${channel} (${kind}): ${delivered ? 'delivered' : 'not delivered'}${why === '' ? '' : `: ${why}`}`)
