/** The relay's core against a model of its client: for any interleaving each message once, in order, or a gap and a snapshot. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CHANNELS, type Channel } from '../../../api/contract/stream.js'
import { CLOSE, type ClientLimits } from '../../../api/relay/core/client.js'
import type { LogLimits } from '../../../api/relay/core/message-log.js'
import { relayCore } from '../../../api/relay/core/relay-core.js'
import type { RelayMessage } from '../../../api/relay/core/relay-message.js'
import { clientModel } from './client-model.js'

const INSTRUMENTS = ['EUR_USD', 'USD_JPY', 'GBP_USD']
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
const setUp = (log: Partial<LogLimits> = {}, client: Partial<ClientLimits> = {}) => {
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
type World = ReturnType<typeof setUp>

/** A client with a line that takes so many messages until it is full. */
const connect = ({ core }: World, room = Infinity) => {
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

describe('one subscription', () => {
  test('begins with a snapshot of each channel and goes on with messages that count on', () => {
    const world = setUp()
    world.slice()
    const client = connect(world)
    client.ask({ op: 'subscribe', channels: ['market', 'allocation'], instruments: ['USD_JPY'] })
    world.slice()
    expect(client.received()).toEqual([
      {
        op: 'snapshot',
        seq: 1,
        ch: 'market',
        id: '61000-9',
        ts: 61_000,
        inst: null,
        data: [{ instrument: 'USD_JPY', v: 3 }],
      },
      { op: 'snapshot', seq: 1, ch: 'allocation', id: '61000-9', ts: 61_000, inst: null, data: { v: 9 } },
      {
        op: 'message',
        seq: 2,
        ch: 'market',
        id: '121000-3',
        ts: 121_000,
        inst: 'USD_JPY',
        data: { instrument: 'USD_JPY', v: 13 },
      },
      { op: 'message', seq: 2, ch: 'allocation', id: '121000-9', ts: 121_000, inst: null, data: { v: 19 } },
    ])
  })

  test('before the first message the snapshot has no id', () => {
    const client = connect(setUp())
    client.ask({ op: 'subscribe', channels: ['market', 'system'] })
    expect(client.received()).toEqual([
      { op: 'snapshot', seq: 1, ch: 'market', inst: null, data: [] },
      { op: 'snapshot', seq: 1, ch: 'system', inst: null, data: null },
    ])
  })

  test('from an id: no snapshot, the messages after it, once', () => {
    const world = setUp()
    for (let n = 0; n < 3; n++) world.slice()
    const client = connect(world)
    client.ask({ op: 'subscribe', channels: ['allocation'], from: '121000-4' })
    world.slice()
    expect(client.received().map(({ op, seq, id }) => [op, seq, id])).toEqual([
      ['message', 1, '121000-9'],
      ['message', 2, '181000-9'],
      ['message', 3, '241000-9'],
    ])
  })

  test('from an id that is no longer kept: a gap, a snapshot, then newer ones', () => {
    const world = setUp({ entries: 10 })
    for (let n = 0; n < 3; n++) world.slice()
    const client = connect(world)
    client.ask({ op: 'subscribe', channels: ['allocation'], from: '61000-9' })
    world.slice()
    expect(client.received().map(({ op, seq, id }) => [op, seq, id])).toEqual([
      ['gap', 1, undefined],
      ['snapshot', 2, '181000-9'],
      ['message', 3, '241000-9'],
    ])
  })

  test('a client that was further at another relay gets nothing twice', () => {
    const world = setUp()
    world.slice()
    const client = connect(world)
    client.ask({ op: 'subscribe', channels: ['allocation'], from: '121000-9' })
    world.slice()
    expect(client.received()).toEqual([])
    world.slice()
    expect(client.received().map(({ id }) => id)).toEqual(['181000-9'])
  })

  test('a message that is published again is not sent again', () => {
    const world = setUp()
    world.slice()
    const client = connect(world)
    client.ask({ op: 'subscribe', channels: ['market'], from: '1000-0' })
    client.received()
    world.core.publish(world.published)
    world.core.flush(Infinity)
    expect(client.received()).toEqual([])
  })

  test.each([
    ['no JSON', 'hello', 'bad-request', 'no JSON'],
    ['an unknown channel', '{"op":"subscribe","channels":["prices"]}', 'bad-request', 'channels.0'],
    ['an unknown key', '{"op":"ping","x":1}', 'bad-request', 'x'],
    ['a wrong id', '{"op":"subscribe","channels":["market"],"from":"x"}', 'bad-request', 'from'],
    [
      'an unknown instrument',
      '{"op":"subscribe","channels":["market"],"instruments":["XXX_YYY"]}',
      'unknown-instrument',
      'XXX_YYY',
    ],
  ])('%s is answered by an error', (_what, text, code, part) => {
    const client = connect(setUp())
    client.connection.receive(text)
    const [error] = client.received()
    expect(error).toMatchObject({ op: 'error', code })
    expect(error?.['text']).toContain(part)
    expect(client.line.closed).toBeNull()
    for (let again = 0; again < 4; again++) client.connection.receive(text)
    expect(client.line.closed).toBe(CLOSE.policy)
  })

  test('the 51st subscription and the message beyond the rate are refused', () => {
    const world = setUp({}, { burst: 60, perSec: 10, faults: 100 })
    const client = connect(world)
    for (let n = 0; n < 60; n++) client.ask({ op: 'subscribe', channels: ['system'] })
    const codes = client.received().flatMap(({ code }) => code ?? [])
    expect(codes).toEqual(Array.from({ length: 10 }, () => 'too-many-subscriptions'))
    client.ask({ op: 'ping' })
    expect(client.received()).toMatchObject([{ code: 'too-many-requests' }])
    world.at.ms += 100
    client.ask({ op: 'ping' })
    expect(client.received()).toEqual([{ op: 'pong' }])
  })

  test('named subscriptions are confirmed, distinguished and ended', () => {
    const world = setUp()
    const client = connect(world)
    client.ask({ op: 'subscribe', channels: ['allocation'], sub: 'a' })
    client.ask({ op: 'subscribe', channels: ['allocation'], sub: 'b' })
    world.slice()
    expect(client.received().map(({ op, sub, seq }) => [op, sub, seq])).toEqual([
      ['subscribed', 'a', undefined],
      ['snapshot', 'a', 1],
      ['subscribed', 'b', undefined],
      ['snapshot', 'b', 1],
      ['message', 'a', 2],
      ['message', 'b', 2],
    ])
    client.ask({ op: 'unsubscribe', channels: ['allocation'], sub: 'a' })
    world.slice()
    expect(client.received()).toMatchObject([{ sub: 'b', seq: 3 }])
  })
})

describe('a slow client', () => {
  test('gets the newest of each instrument, with the number of those that it stands for, and every event', () => {
    const world = setUp({ entries: 1_000 })
    const client = connect(world, 2)
    client.ask({ op: 'subscribe', channels: ['market', 'ledger'] })
    client.received()
    for (let n = 0; n < 5; n++) {
      world.at.ms += 2_000
      world.slice(1)
    }
    expect(client.received()).toEqual([])
    world.at.ms += 2_000
    client.drain(Infinity)
    const messages = client.received()
    const market = messages.filter(({ ch }) => ch === 'market')
    expect(market.map(({ inst, replaced, id }) => [inst, replaced, id])).toEqual(
      INSTRUMENTS.map((inst, k) => [inst, 4, `301000-${k * 3}`]),
    )
    expect(market.map(({ seq }) => seq)).toEqual([2, 3, 4])
    expect(messages.filter(({ ch }) => ch === 'ledger').length).toBe(5)
  })

  test('is closed once events wait beyond the bound, and when it takes nothing for too long', () => {
    const world = setUp({ entries: 1_000 }, { waitingBytes: 1_000 })
    const many = connect(world, 1)
    many.ask({ op: 'subscribe', channels: ['ledger'] })
    const stalled = connect(world, 1)
    stalled.ask({ op: 'subscribe', channels: ['market'] })
    for (let n = 0; n < 20; n++) world.slice(1)
    world.core.check()
    expect([many.line.closed, stalled.line.closed]).toEqual([CLOSE.tooSlow, null])
    world.at.ms += 30_000
    world.core.check()
    expect(stalled.line.closed).toBe(CLOSE.tooSlow)
  })

  test('a replay after a reconnect is complete, however slow it is read', () => {
    const world = setUp({ entries: 1_000 })
    for (let n = 0; n < 20; n++) world.slice()
    const client = connect(world, 1)
    client.ask({ op: 'subscribe', channels: ['market'], instruments: ['EUR_USD'], from: '61000-0' })
    for (let n = 0; n < 20; n++) {
      world.at.ms += 5_000
      client.drain(1)
    }
    expect(client.received().map(({ seq, replaced }) => [seq, replaced])).toEqual(
      Array.from({ length: 19 }, (_, n) => [n + 1, undefined]),
    )
  })
})

type Step =
  | { readonly do: 'slice'; readonly events: number }
  | { readonly do: 'alarm' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'take'; readonly room: number }
  | { readonly do: 'cut'; readonly room: number; readonly single: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('slice' as const), events: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('alarm' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(10, 900, 1_500) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('take' as const), room: fc.nat(30) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cut' as const), room: fc.nat(30), single: fc.boolean() }),
  },
)

describe('for any interleaving of publishes, stalls, reconnects and trims', () => {
  test('a client that resumes has the state of the publisher, and each event once, or a gap before a snapshot', () => {
    const channels = fc.subarray(
      CHANNELS.filter((ch): ch is Channel => ch !== 'system' && ch !== 'graph'),
      { minLength: 1 },
    )
    const filter = fc.option(fc.subarray(INSTRUMENTS, { minLength: 1 }), { nil: undefined })
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 80 }),
        channels,
        filter,
        fc.integer({ min: 20, max: 200 }),
        (steps, wanted, instruments, entries) => {
          const world = setUp({ entries })
          const model = clientModel()
          const events: string[] = []
          let client = connect(world, 5)
          const subscribe = (single: boolean) => {
            const filtered = { op: 'subscribe', ...(instruments === undefined ? {} : { instruments }) }
            // One id for the channels of slices, as the newest message of any of them has it; or one by channel.
            const newest = wanted
              .filter((ch) => ch !== 'alarms')
              .flatMap((ch) => model.ids.get(ch) ?? [])
              .toSorted(byId)
              .at(-1)
            const from = Object.fromEntries([...model.ids].filter(([ch]) => wanted.includes(ch)))
            if (!single) return client.ask({ ...filtered, channels: wanted, from })
            const slices = wanted.filter((ch) => ch !== 'alarms')
            if (slices.length > 0)
              client.ask({ ...filtered, channels: slices, ...(newest === undefined ? {} : { from: newest }) })
            if (wanted.includes('alarms'))
              client.ask({ ...filtered, channels: ['alarms'], from: { alarms: model.ids.get('alarms') } })
          }
          const read = () => {
            for (const text of client.line.sent.splice(0)) {
              const { op, ch, data } = model.take(text)
              if (op === 'error') throw new Error(text)
              if (op === 'message' && (ch === 'ledger' || ch === 'alarms')) events.push((data as { id: string }).id)
            }
          }
          const again = (room: number, single: boolean) => {
            read()
            client.connection.leave()
            client = connect(world, room)
            model.reconnected()
            subscribe(single)
          }
          subscribe(false)
          for (const one of steps) {
            if (one.do === 'slice') world.slice(one.events)
            else if (one.do === 'alarm') world.alarm()
            else if (one.do === 'wait') world.at.ms += one.ms
            else if (one.do === 'take') client.drain(one.room)
            else again(one.room, one.single)
            if (client.line.closed !== null) again(5, false)
            read()
          }
          do {
            if (client.line.closed !== null) again(Infinity, false)
            client.drain(Infinity)
            read()
          } while (client.line.closed !== null)
          for (const ch of wanted)
            expect([ch, sorted(model.state.get(ch))]).toEqual([
              ch,
              sorted(truth(world, ch, instruments, model.state.get(ch))),
            ])
          // Each once, in order.
          expect(new Set(events).size).toBe(events.length)
          if (model.gaps() > 0) return
          for (const ch of ['ledger', 'alarms'] as const) {
            const all = world.published.filter((message) => message.ch === ch && shows(message.inst, instruments))
            if (wanted.includes(ch)) expect(model.state.get(ch)?.size).toBe(all.length)
          }
        },
      ),
      { numRuns: 400 },
    )
  })
})

const byId = (a: string, b: string): number => {
  const [x, y] = [a.split('-').map(Number), b.split('-').map(Number)]
  return (x[0] as number) - (y[0] as number) || (x[1] as number) - (y[1] as number)
}
const shows = (inst: string | null, instruments: readonly string[] | undefined): boolean =>
  inst === null || instruments === undefined || instruments.includes(inst)

/** What the publisher has; of events all since the first that the client knows. */
const truth = (
  world: World,
  ch: Channel,
  instruments: readonly string[] | undefined,
  known: Map<string, unknown> | undefined,
) => {
  const state = new Map<string, unknown>()
  for (const message of world.published)
    if (message.ch === ch && shows(message.inst, instruments))
      state.set(message.key ?? message.inst ?? '', message.data)
  if (ch !== 'ledger' && ch !== 'alarms') return state
  const [first] = known?.keys() ?? []
  return new Map([...state].slice(first === undefined ? state.size : [...state.keys()].indexOf(first)))
}
const sorted = (state: Map<string, unknown> | undefined) => [...(state ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1))
