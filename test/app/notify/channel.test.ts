/** How a channel treats what is due: what it wants, its rate, its digest, and what happens while it is dead. */
import { describe, expect, test } from 'vitest'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { json, silence } from '../../support/scripted-server.js'
import { ACCOUNT, notifyBench, OK, receivers } from './notify-bench.js'

const target = receivers()

describe('a channel', () => {
  test('gets what it asks for', async () => {
    const [bench, all, grave, switches] = [
      notifyBench(),
      await target('all'),
      await target('grave'),
      await target('switches'),
    ]
    const life = bench.life([
      all.channel({ severity: 'info' }),
      grave.channel({ severity: 'critical', events: ['alarms'] }),
      switches.channel({ events: ['kill_switch'], severity: 'critical' }),
    ])
    await life.pass(2)
    life.alarms.raise('guards', 'guard hazard filters almost nothing')
    life.alarms.raise('kill_switch', 'the kill switch is ON')
    life.alarms.raise('drawdown', 'drawdown limit reached')
    await life.passUntil('all', () => all.got().length >= 3 && grave.got().length >= 1 && switches.got().length >= 1)
    await life.pass(3)
    expect(all.titles().toSorted()).toEqual([
      'ALARM drawdown (critical)',
      'ALARM guards (info)',
      'ALARM kill_switch (warning)',
    ])
    expect(grave.titles()).toEqual(['ALARM drawdown (critical)'])
    expect(switches.titles()).toEqual(['ALARM kill_switch (warning)'])
    await life.end()
  })

  test('that is dead is an alarm on the others and not on itself; then it catches up in one digest', async () => {
    const [bench, dead, well] = [notifyBench(), await target('dead'), await target('well')]
    dead.server.otherwise = json(404, { message: 'Unknown Webhook' })
    const life = bench.life([dead.channel(), well.channel()])
    await life.pass(2)
    for (let n = 0; n < 5; n++) life.alarms.raise('order', `alarm ${n}`)
    await life.passUntil('the alarm about the channel', () => well.titles().includes('ALARM notify (warning)'))
    const about = well.got().find(({ title }) => title.includes('notify'))!
    expect(about.notices[0]!.text).toMatch(
      /^channel dead: messages do not arrive: HTTP 404: Unknown Webhook; they are sent once it takes them\n/,
    )
    const attempts = dead.got().length
    dead.server.otherwise = OK
    await life.passUntil('the digest', () => dead.got().length > attempts)
    await life.pass(5)
    expect(dead.titles().at(-1)).toBe('5 messages (5 critical)')
    expect(dead.titles().filter((title) => title.includes('notify'))).toEqual([])
    expect(life.lines).toContain('channel dead delivers again')
    // Its address is a secret.
    expect(life.lines.join('\n')).not.toContain('hidden')
    await life.end()
  })

  test('that asks to wait is left alone for that long', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const life = bench.life([own.channel()])
    await life.pass(2)
    own.server.script.push(json(429, {}, { 'Retry-After': '40' }))
    life.alarms.raise('order', 'one')
    await life.passUntil('the refusal', () => own.got().length === 1)
    await life.pass(35)
    expect(own.got()).toHaveLength(1)
    await life.passUntil('the second attempt', () => own.got().length === 2)
    expect(own.got()[1]!.id).toBe(own.got()[0]!.id)
    await life.end()
  })

  test('that is silent holds up no other', async () => {
    const [bench, slow, well] = [notifyBench(), await target('slow'), await target('well')]
    slow.server.otherwise = silence
    const life = bench.life([slow.channel(), well.channel()])
    await life.pass(2)
    life.alarms.raise('order', 'one')
    life.alarms.raise('order', 'two')
    await life.passUntil('both', () => well.got().length === 2)
    await slow.server.asked(1)
    expect(slow.got().length).toBeLessThanOrEqual(2)
    slow.server.otherwise = OK
    await life.passUntil('after it was given up', () => slow.got().length >= 3)
    await life.end()
  })

  test('never sends more than its rate; the last message of a minute is for what is critical', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const life = bench.life([own.channel({ perMinute: 3, severity: 'info' })])
    await life.pass(2)
    for (let n = 0; n < 12; n++) {
      life.alarms.raise('adopted', `trade ${n}`)
      await life.pass(1)
    }
    expect(own.got().length).toBe(2)
    life.alarms.raise('drawdown', 'limit reached')
    await life.passUntil('the critical one', () => own.got().length === 3)
    expect(own.got()[2]).toMatchObject({ severity: 'critical' })
    expect(own.titles()[2]).toBe('11 messages (1 critical, 10 warning)')
    expect(own.got()[2]!.notices[0]!.title).toBe('ALARM drawdown (critical)')
    life.alarms.raise('adopted', 'trade 99')
    await life.pass(30)
    expect(own.got()).toHaveLength(3)
    await life.passUntil('the next minute', () => own.got().length === 4)
    await life.end()
  })

  test('that is new begins now: only what still stands is sent', async () => {
    const bench = notifyBench()
    const before = bench.life([], 'before')
    await before.pass(2)
    before.alarms.raise('order', 'long ago')
    for (let n = 0; n < 8; n++) {
      before.alarms.hold('exits', 'EUR_USD: the exit does not leave')
      await before.pass(1)
    }
    const own = await target()
    const life = bench.life([own.channel()], 'before')
    await life.passUntil('what stands', () => own.got().length === 1)
    await life.pass(5)
    expect(own.titles()).toEqual(['ALARM exits (critical)'])
    before.kill()
    await life.end()
  })

  test('whose state cannot be read begins as a new one', async () => {
    const [bench, own] = [notifyBench(), await target()]
    const key = keyName(KEYS.notify, { account: ACCOUNT })
    await bench.store.write([{ op: 'hashSet', key, fields: { own: '{"cursors":' } }])
    const life = bench.life([own.channel()])
    await life.pass(2)
    life.alarms.raise('order', 'one')
    await life.passUntil('the alarm', () => own.got().length === 1)
    await life.end()
  })
})
