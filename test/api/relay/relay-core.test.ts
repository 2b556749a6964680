/** The relay's core: snapshots, resume, gaps, refusals, slow clients. */
import { describe, expect, test } from 'vitest'
import { CLOSE } from '../../../api/relay/core/client.js'
import { connectTo, INSTRUMENTS, relayWorld } from './relay-world.js'

describe('one subscription', () => {
  test('begins with a snapshot of each channel and goes on with messages that count on', () => {
    const world = relayWorld()
    world.slice()
    const client = connectTo(world)
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

  test('before the first message the snapshot is empty, and what continues from it has a gap', () => {
    const world = relayWorld()
    const client = connectTo(world)
    client.ask({ op: 'subscribe', channels: ['market', 'system'] })
    expect(client.received()).toEqual([
      { op: 'snapshot', seq: 1, ch: 'market', id: '0-0', inst: null, data: [] },
      { op: 'snapshot', seq: 1, ch: 'system', id: '0-0', inst: null, data: null },
    ])
    world.slice()
    const later = connectTo(world)
    later.ask({ op: 'subscribe', channels: ['allocation'], from: '0-0' })
    expect(later.received().map(({ op }) => op)).toEqual(['gap', 'snapshot'])
  })

  test('ids by channel: one without an id begins with a snapshot, the others go on', () => {
    const world = relayWorld()
    for (let n = 0; n < 2; n++) world.slice()
    const client = connectTo(world)
    client.ask({ op: 'subscribe', channels: ['allocation', 'market'], from: { allocation: '61000-9' } })
    world.slice()
    expect(client.received().map(({ op, ch, id }) => [op, ch, id])).toEqual([
      ['snapshot', 'market', '121000-9'],
      ['message', 'allocation', '121000-9'],
      ['message', 'market', '181000-0'],
      ['message', 'allocation', '181000-9'],
      ['message', 'market', '181000-3'],
      ['message', 'market', '181000-6'],
    ])
  })

  test('from an id: no snapshot, the messages after it, once', () => {
    const world = relayWorld()
    for (let n = 0; n < 3; n++) world.slice()
    const client = connectTo(world)
    client.ask({ op: 'subscribe', channels: ['allocation'], from: '121000-4' })
    world.slice()
    expect(client.received().map(({ op, seq, id }) => [op, seq, id])).toEqual([
      ['message', 1, '121000-9'],
      ['message', 2, '181000-9'],
      ['message', 3, '241000-9'],
    ])
  })

  test('from an id that is no longer kept: a gap, a snapshot, then newer ones', () => {
    const world = relayWorld({ entries: 10 })
    for (let n = 0; n < 3; n++) world.slice()
    const client = connectTo(world)
    client.ask({ op: 'subscribe', channels: ['allocation'], from: '61000-9' })
    world.slice()
    expect(client.received().map(({ op, seq, id }) => [op, seq, id])).toEqual([
      ['gap', 1, '181000-9'],
      ['snapshot', 2, '181000-9'],
      ['message', 3, '241000-9'],
    ])
  })

  test('a client that was further at another relay gets nothing twice', () => {
    const world = relayWorld()
    world.slice()
    const client = connectTo(world)
    client.ask({ op: 'subscribe', channels: ['allocation'], from: '121000-9' })
    world.slice()
    expect(client.received()).toEqual([])
    world.slice()
    expect(client.received().map(({ id }) => id)).toEqual(['181000-9'])
  })

  test('a message that is published again is not sent again', () => {
    const world = relayWorld()
    world.slice()
    const client = connectTo(world)
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
    const client = connectTo(relayWorld())
    client.connection.receive(text)
    const [error] = client.received()
    expect(error).toMatchObject({ op: 'error', code })
    expect(error?.['text']).toContain(part)
    expect(client.line.closed).toBeNull()
    for (let again = 0; again < 4; again++) client.connection.receive(text)
    expect(client.line.closed).toBe(CLOSE.policy)
  })

  test('the 51st subscription and the message beyond the rate are refused', () => {
    const world = relayWorld({}, { burst: 60, perSec: 10, faults: 100 })
    const client = connectTo(world)
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
    const world = relayWorld()
    const client = connectTo(world)
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
    const world = relayWorld({ entries: 1_000 })
    const client = connectTo(world, 2)
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
    const world = relayWorld({ entries: 1_000 }, { waitingBytes: 1_000 })
    const many = connectTo(world, 1)
    many.ask({ op: 'subscribe', channels: ['ledger'] })
    const stalled = connectTo(world, 1)
    stalled.ask({ op: 'subscribe', channels: ['market'] })
    for (let n = 0; n < 20; n++) world.slice(1)
    world.core.check()
    expect([many.line.closed, stalled.line.closed]).toEqual([CLOSE.tooSlow, null])
    world.at.ms += 30_000
    world.core.check()
    expect(stalled.line.closed).toBe(CLOSE.tooSlow)
  })

  test('a replay after a reconnect is complete, however slow it is read', () => {
    const world = relayWorld({ entries: 1_000 })
    for (let n = 0; n < 20; n++) world.slice()
    const client = connectTo(world, 1)
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
