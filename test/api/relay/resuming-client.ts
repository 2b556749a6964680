/** A client that resumes by id whenever its connection ends. */
import type { Channel } from '../../../api/contract/stream.js'
import { clientModel } from './client-model.js'
import { connectTo, type RelayWorld } from './relay-world.js'

export const resumingClient = (
  world: RelayWorld,
  wanted: readonly Channel[],
  instruments: readonly string[] | undefined,
  firstRoom: number,
) => {
  const model = clientModel()
  /** Ids of events that came as messages. */
  const events: string[] = []
  const received = new Map<Channel, number>()
  let connections = 1
  let client = connectTo(world, firstRoom)

  /** `single`: one id for the channels of slices, that of the newest message of any of them; otherwise one by channel. */
  const subscribe = (single: boolean): void => {
    const filtered = { op: 'subscribe', ...(instruments === undefined ? {} : { instruments }) }
    const from = Object.fromEntries([...model.ids].filter(([ch]) => wanted.includes(ch)))
    if (!single) return client.ask({ ...filtered, channels: wanted, from })
    const slices = wanted.filter((ch) => ch !== 'alarms')
    const [newest] = slices.flatMap((ch) => model.ids.get(ch) ?? []).toSorted((a, b) => byId(b, a))
    if (slices.length > 0)
      client.ask({ ...filtered, channels: slices, ...(newest === undefined ? {} : { from: newest }) })
    if (wanted.includes('alarms')) {
      const alarm = model.ids.get('alarms')
      client.ask({ ...filtered, channels: ['alarms'], ...(alarm === undefined ? {} : { from: alarm }) })
    }
  }
  const read = (): void => {
    for (const text of client.line.sent.splice(0)) {
      const { op, ch, data, replaced = 0 } = model.take(text)
      if (op === 'error' || ch === undefined) throw new Error(text)
      if (op !== 'message') continue
      received.set(ch, (received.get(ch) ?? 0) + 1 + replaced)
      if (ch === 'ledger' || ch === 'alarms') events.push((data as { id: string }).id)
    }
  }
  const cut = (room: number, single: boolean): void => {
    read()
    connections++
    client.connection.leave()
    client = connectTo(world, room)
    model.reconnected()
    subscribe(single)
  }
  const settle = (room: number): void => {
    read()
    if (client.line.closed !== null) cut(room, false)
  }
  subscribe(false)
  return {
    model,
    events,
    /** Messages and those that they stand for. */
    received,
    connections: () => connections,
    cut,
    take: (room: number) => client.drain(room),
    /** Reads what was sent, and reconnects where the relay closed the connection. */
    settle,
    /** Takes all that there is. */
    finish: () => {
      do {
        settle(Infinity)
        client.drain(Infinity)
        read()
      } while (client.line.closed !== null)
    },
  }
}

const byId = (a: string, b: string): number => {
  const [x, y] = [a.split('-').map(Number), b.split('-').map(Number)]
  return (x[0] as number) - (y[0] as number) || (x[1] as number) - (y[1] as number)
}
