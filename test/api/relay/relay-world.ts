/** A relay's core with a publisher that knows what it published, and clients with a line that can be full. */
import type { ClientLimits } from '../../../api/relay/core/client.js'
import type { LogLimits } from '../../../api/relay/core/message-log.js'
import { relayCore } from '../../../api/relay/core/relay-core.js'
import type { RelayMessage } from '../../../api/relay/core/relay-message.js'

export const INSTRUMENTS = ['EUR_USD', 'USD_JPY', 'GBP_USD']
const LOG: LogLimits = { entries: 60, bytes: 1_000_000, shownEvents: 1_000 }
const CLIENT: ClientLimits = {
  subscriptions: 50,
  waitingBytes: 1_000_000,
  stalledMs: 30_000,
  burst: 1_000,
  perSec: 1_000,
  faults: 5,
}

/** A relay, and a publisher that knows the state of each channel after all that it published. */
export const relayWorld = (log: Partial<LogLimits> = {}, client: Partial<ClientLimits> = {}) => {
  const at = { ms: 0, slice: 1_000, value: 0 }
  const core = relayCore({
    log: { ...LOG, ...log },
    client: { ...CLIENT, ...client },
    nowMs: () => at.ms,
    isInstrument: (name) => INSTRUMENTS.includes(name),
  })
  const published: RelayMessage[] = []
  const publish = (messages: readonly RelayMessage[]) => {
    published.push(...messages)
    core.publish(messages)
    core.flush(Infinity)
  }
  /** A slice: every instrument on three channels, the allocation, and so many events. */
  const slice = (events = 0) => {
    at.slice += 60_000
    const ts = at.slice
    const rows: Omit<RelayMessage, 'id' | 'ts'>[] = INSTRUMENTS.flatMap((inst) =>
      (['market', 'manifold', 'signals'] as const).map((ch) => ({
        ch,
        inst,
        data: { instrument: inst, v: at.value++ },
      })),
    )
    rows.push({ ch: 'allocation', inst: null, data: { v: at.value++ } })
    for (let e = 0; e < events; e++) {
      const id = `order-${at.value++}`
      rows.push({ ch: 'ledger', inst: 'EUR_USD', key: id, data: { id, instrument: 'EUR_USD' } })
    }
    publish(rows.map((row, n) => ({ ...row, id: `${ts}-${n}`, ts })))
  }
  const alarm = () => {
    const id = `${at.slice}-${at.value++}`
    publish([{ ch: 'alarms', inst: null, id, ts: at.slice, key: id, data: { id, instrument: '' } }])
  }
  return { at, core, publish, published, slice, alarm }
}
export type RelayWorld = ReturnType<typeof relayWorld>

/** A client with a line that takes so many messages until it is full. */
export const connectTo = ({ core }: RelayWorld, room = Infinity) => {
  const line = { room, sent: [] as string[], closed: null as number | null }
  const connection = core.open({
    send: (text) => {
      line.room--
      line.sent.push(text)
    },
    isWritable: () => line.room > 0,
    close: (code) => {
      line.closed = code
      connection.leave()
    },
  })
  const ask = (message: unknown) => {
    connection.receive(JSON.stringify(message))
    core.flush(Infinity)
  }
  const drain = (more: number) => {
    line.room = more
    connection.drained()
    core.flush(Infinity)
  }
  const received = () => line.sent.splice(0).map((text) => JSON.parse(text) as Record<string, unknown>)
  return { line, connection, ask, drain, received }
}
