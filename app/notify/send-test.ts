/** One test message over each channel, for an operator who wants to see it arrive. */
import type { Clock } from '../../lib/clock.js'
import type { NotifyChannel } from '../../sinks/notify/channel.js'
import { messageOf } from '../../sinks/notify/message.js'
import { senderOf } from '../../sinks/notify/sender-of.js'

export interface TestDelivery {
  readonly channel: string
  readonly kind: NotifyChannel['kind']
  readonly delivered: boolean
  /** What is wrong; empty where nothing is. */
  readonly why: string
}

/** All at once; each takes ten seconds at most, a mail thirty. */
export const sendTest = (
  channels: readonly NotifyChannel[],
  account: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly TestDelivery[]> =>
  Promise.all(
    channels.map(async (channel) => {
      const { name, kind } = channel
      const message = messageOf(account, [
        {
          id: `test-${Math.floor(clock.nowMs())}`,
          kind: 'test',
          severity: 'info',
          tsMs: clock.nowMs(),
          title: `test of channel ${name}`,
          text: `It gets ${channel.events.join(', ')}; alarms from ${channel.severity} on.`,
        },
      ])
      const delivery = await senderOf(channel, { clock })(message, signal)
      return { channel: name, kind, delivered: delivery.state === 'sent', why: delivery.why ?? '' }
    }),
  )
