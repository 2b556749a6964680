/** The operator's file of channels, by flag or environment. */
import { Option } from 'commander'
import { readChannels } from '../../../app/notify/channels-file.js'
import { SepError } from '../../../model/error-codes.js'
import type { NotifyChannel } from '../../../sinks/notify/channel.js'

export interface NotifyOptions {
  readonly notify?: string
}

export const notifyOption = (): Option =>
  new Option('--notify <file>', 'channels for alarms and events, mode 0600 (SEP_NOTIFY_FILE)')

export const notifyFileOf = ({ notify }: NotifyOptions, env: Readonly<Record<string, string>>): string | undefined =>
  notify ?? (env['SEP_NOTIFY_FILE'] || undefined)

/** None without a file, and in a part of a pipeline that does not trade: with the flag that is an error. */
export const notifyChannelsOf = (
  options: NotifyOptions,
  env: Readonly<Record<string, string>>,
  trades: boolean,
): readonly NotifyChannel[] => {
  if (!trades && options.notify !== undefined)
    throw new SepError('bad-argument', '--notify: the part that trades sends messages; give the file to that process')
  const file = notifyFileOf(options, env)
  return file === undefined || !trades ? [] : readChannels(file)
}
