/** Which channels share one order of ids. Channels of slices share one, so that one id resumes them all. */
import { CHANNEL_KEYS, CHANNELS, type Channel } from '../../contract/stream.js'

export const LOG_OF = Object.freeze({
  market: 'frames',
  manifold: 'frames',
  signals: 'frames',
  allocation: 'frames',
  ledger: 'frames',
  graph: 'graph',
  system: 'system',
  alarms: 'alarms',
} as const satisfies Record<Channel, string>)
export type LogName = (typeof LOG_OF)[Channel]

/** Each message counts: none stands for an older one. */
export const isEventChannel = (ch: Channel): boolean => CHANNEL_KEYS[ch] === 'event'

export const LOG_NAMES: readonly LogName[] = [...new Set(CHANNELS.map((ch) => LOG_OF[ch]))]
