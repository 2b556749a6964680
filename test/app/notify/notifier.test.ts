/** Alarms on their way to an operator: over restarts, outages and dead channels, until someone acknowledges them. */
import { describe, expect, test } from 'vitest'
import { appendAlarm } from '../../../streams/alarms/append-alarm.js'
import { readAlarms } from '../../../streams/alarms/read-alarms.js'
import { silence } from '../../support/scripted-server.js'
import { ACCOUNT, DOWN, notifyBench, OK, type Receiver, receivers } from './notify-bench.js'

const target = receivers()

const idsOf = (one: Receiver) => one.got().flatMap(({ notices }) => notices.map(({ id }) => id))

describe('an alarm', () => {
  test('is sent once with its id, again until it is acknowledged, then never', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const life = bench.life([own.channel({ remindMinutes: 1 })])
    await life.pass(2)
    life.alarms.raise('order', 'order EUR_USD: two fills for one decision')
    await life.passUntil('the alarm', () => own.got().length === 1)
    const [alarm] = await readAlarms(bench.store, ACCOUNT)
    expect(own.got()[0]).toMatchObject({
      id: alarm!.id,
      severity: 'critical',
      title: `SEP ${ACCOUNT}: ALARM order (critical)`,
      notices: [{ kind: 'alarms', text: `order EUR_USD: two fills for one decision\nalarm ${alarm!.id}` }],
    })
    await life.pass(50)
    expect(own.got()).toHaveLength(1)
    await life.passUntil('a reminder', () => own.got().length === 2)
    await life.passUntil('another', () => own.got().length === 3)
    expect(own.got().slice(1)).toMatchObject([
      { id: `${alarm!.id}.1`, about: alarm!.id, title: `SEP ${ACCOUNT}: not acknowledged: order (critical)` },
      { id: `${alarm!.id}.2`, about: alarm!.id },
    ])
    await appendAlarm(bench.store, ACCOUNT, { kind: 'acknowledged', alarm: alarm!.id, by: 'anna' }, bench.clock.nowMs())
    await life.pass(200)
    expect(own.got()).toHaveLength(3)
    await life.end()
  })

  test('that ends is over, and one that is acknowledged before ends in silence', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const life = bench.life([own.channel()])
    await life.pass(2)
    const stand = async (code: 'prices' | 'history', seconds: number): Promise<void> => {
      for (let n = 0; n < seconds; n++) {
        life.alarms.hold(code, `${code} stand still`)
        await life.pass(1)
      }
    }
    await stand('prices', 8)
    await life.passUntil('the alarm', () => own.got().length === 1)
    expect(own.got()[0]!.notices[0]!.text).toMatch(/^prices stand still\nstands since .*; alarm \d+-\d+$/)
    life.alarms.hold('prices', null)
    await life.passUntil('its end', () => own.got().length === 2)
    expect(own.got()[1]).toMatchObject({ severity: 'info', about: own.got()[0]!.id })
    expect(own.titles()[1]).toBe('over: prices')
    await stand('history', 8)
    await life.passUntil('the other', () => own.got().length === 3)
    const seen = own.got()[2]!.id
    await appendAlarm(bench.store, ACCOUNT, { kind: 'acknowledged', alarm: seen, by: 'ben' }, bench.clock.nowMs())
    life.alarms.hold('history', null)
    await life.pass(20)
    expect(own.got()).toHaveLength(3)
    await life.end()
  })

  test('whose process died before it could send is sent by the next one; one that was sent is not', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const first = bench.life([own.channel()], 'first')
    await first.pass(2)
    first.alarms.raise('adopted', 'trade 7 was adopted')
    await first.passUntil('the alarm', () => own.got().length === 1)
    own.server.otherwise = DOWN
    first.alarms.raise('order', 'a second fill')
    await first.passUntil('an attempt', () => own.got().length === 2)
    first.kill()
    own.server.otherwise = OK
    const next = bench.life([own.channel()], 'next')
    await next.passUntil('the alarm of the dead process', () => own.got().length === 3)
    await next.pass(10)
    expect(own.got().map(({ id }) => id)).toEqual([own.got()[0]!.id, own.got()[1]!.id, own.got()[1]!.id])
    expect(own.titles()).toEqual(['ALARM adopted (warning)', 'ALARM order (critical)', 'ALARM order (critical)'])
    await next.end()
  })

  test('that is raised as the process ends still goes out: a lost lease', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const life = bench.life([own.channel({ events: ['lease'], severity: 'critical' })])
    await life.pass(2)
    life.alarms.raise('lease', 'a newer process holds the account')
    await life.end()
    expect(own.titles()).toEqual(['ALARM lease (critical)'])
  })

  test('a standby sends nothing; as it takes over it sends what was left', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const [holder, standby] = [bench.life([own.channel()], 'holder'), bench.life([own.channel()], 'standby')]
    standby.state.standby = true
    await holder.pass(2)
    holder.alarms.raise('order', 'one')
    await holder.passUntil('one message', () => own.got().length === 1)
    await holder.pass(5)
    own.server.otherwise = DOWN
    holder.alarms.raise('order', 'two')
    await holder.passUntil('an attempt', () => own.got().length === 2)
    holder.kill()
    own.server.otherwise = OK
    standby.state.standby = false
    await standby.passUntil('the second', () => own.got().length === 3)
    await standby.pass(5)
    expect(own.got().map(({ notices }) => notices[0]!.text.split('\n')[0])).toEqual(['one', 'two', 'two'])
    await standby.end()
  })
})

describe('two processes that both believe to be in charge', () => {
  test('send each message once; the second goes on once the first has ended', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const [first, second] = [bench.life([own.channel()], 'first'), bench.life([own.channel()], 'second')]
    await first.pass(3)
    for (let n = 0; n < 3; n++) {
      first.alarms.raise('order', `first ${n}`)
      second.alarms.raise('order', `second ${n}`)
      await first.pass(2)
    }
    await first.passUntil('all', () => new Set(idsOf(own)).size === 6)
    await first.pass(20)
    expect(idsOf(own).toSorted()).toEqual([...new Set(idsOf(own))].toSorted())
    await first.end()
    second.alarms.raise('order', 'after its end')
    await second.passUntil('the seventh', () => new Set(idsOf(own)).size === 7)
    expect(idsOf(own)).toHaveLength(7)
    await second.end()
  })

  test('what one had begun to send when it died is sent by the other, which waits for its right to run out', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const [first, second] = [bench.life([own.channel()], 'first'), bench.life([own.channel()], 'second')]
    await first.pass(3)
    own.server.otherwise = silence
    first.alarms.raise('order', 'on its way')
    await first.passUntil('an attempt', () => own.got().length === 1)
    first.kill()
    own.server.otherwise = OK
    await second.pass(5)
    expect(own.got()).toHaveLength(1)
    await second.passUntil('the alarm again', () => own.got().length === 2)
    expect(new Set(idsOf(own)).size).toBe(1)
    await second.pass(20)
    expect(own.got()).toHaveLength(2)
    await second.end()
  })
})

test('what waits, since when, and what became of it are figures of each channel', async () => {
  const [bench, own, dead] = [notifyBench(), await target('own'), await target('dead')]
  dead.server.otherwise = DOWN
  const life = bench.life([own.channel(), dead.channel()])
  await life.pass(2)
  for (const n of [1, 2]) life.alarms.raise('order', `alarm ${n}`)
  await life.passUntil('both', () => own.got().length === 2)
  const figures = () => {
    const found: Record<string, number> = {}
    void life.counts.source.addTo((name, value, labels) => {
      found[`${name.replace('sep_notify_', '')} ${Object.values(labels ?? {}).join(' ')}`] = value ?? Number.NaN
    })
    return found
  }
  await life.passUntil('a minute', () => figures()['oldest_seconds dead']! >= 60)
  const { 'messages_total dead failed': failed, 'oldest_seconds dead': oldest, ...rest } = figures()
  expect(failed).toBe(dead.got().length)
  expect(oldest).toBeLessThan(70)
  expect(rest).toMatchObject({
    ...{ 'messages_total own failed': 0, 'waiting own': 0, 'oldest_seconds own': 0 },
    ...{ 'messages_total dead sent': 0, 'waiting dead': 2 },
  })
  dead.server.otherwise = OK
  await life.passUntil('they arrive', () => figures()['waiting dead'] === 0)
  expect(figures()['oldest_seconds dead']).toBe(0)
  await life.end()
})

describe('the store is away', () => {
  test('that it is away is sent from memory, and once only when it comes back', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const life = bench.life([own.channel()])
    await life.pass(2)
    bench.reachable.store = false
    for (let n = 0; n < 8; n++) {
      life.alarms.hold('store', 'the store does not answer: cut off')
      await life.pass(1)
    }
    // It waits for no store that may still take it.
    await own.server.asked(1)
    expect(own.titles()).toEqual(['ALARM store (critical)'])
    life.alarms.hold('store', null)
    bench.reachable.store = true
    await life.passUntil('its end', () => own.got().length === 2)
    await life.pass(20)
    expect(own.titles()).toEqual(['ALARM store (critical)', 'over: store'])
    expect(await readAlarms(bench.store, ACCOUNT)).toHaveLength(1)
    await life.end()
  })

  test('a long outage is repeated, and what was kept before it is not', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const life = bench.life([own.channel({ remindMinutes: 1 })])
    await life.pass(2)
    life.alarms.raise('order', 'before the outage')
    await life.passUntil('the first', () => own.got().length === 1)
    bench.reachable.store = false
    for (let n = 0; n < 80; n++) {
      life.alarms.hold('store', 'cut off')
      await life.pass(1)
    }
    expect(own.titles().slice(0, 3)).toEqual([
      'ALARM order (critical)',
      'ALARM store (critical)',
      'not acknowledged: store (critical)',
    ])
    expect(own.titles().filter((title) => title.includes('order'))).toHaveLength(1)
    await life.end()
  })
})
