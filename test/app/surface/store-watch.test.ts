/** What is known of a pipeline through the store: true while it is heard of, marked when it is silent, never guessed. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { alarmSchema } from '../../../api/contract/status.js'
import { storeWatch } from '../../../app/surface/store-watch.js'
import { SepError } from '../../../model/error-codes.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { setWrite } from '../../../store/set-write.js'
import { appendAlarm } from '../../../streams/alarms/append-alarm.js'
import { ACCOUNT, NOON_MS, scene, SESSION, statusAt } from './scene.js'

describe('a pipeline as the store shows it', () => {
  test('nothing is known', async () => {
    const { watch, state } = scene()
    await watch.look()
    expect(await state()).toMatchObject({
      silent: true,
      phase: 'starting',
      dueMs: null,
      killSwitch: { on: true, global: false },
      ready: {
        ready: false,
        reasons: [{ code: 'silent', text: `no pipeline of account ${ACCOUNT} is known on this store` }],
      },
      streams: { prices: { connected: null, ageMs: null } },
    })
  })

  test('heard of; then silent, with what was known and when; then heard of again', async () => {
    const { clock, watch, state, write } = scene()
    await write()
    await watch.look()
    expect(await state()).toMatchObject({
      ...{ silent: false, phase: 'running', environment: 'paper', version: '1.0.0', frozen: ['GBP_USD'] },
      ready: { ready: true, reasons: [] },
      streams: SESSION.streams,
    })
    await clock.advance(5_001)
    await watch.look()
    expect(await state()).toMatchObject({
      silent: true,
      ready: {
        ready: false,
        reasons: [{ code: 'silent', text: 'the pipeline was last heard of at 2026-01-05T12:00:00.000Z, then running' }],
      },
      streams: { prices: { connected: null, ageMs: null }, candles: { connected: null, ageMs: null } },
      frozen: ['GBP_USD'],
    })
    await write()
    await watch.look()
    expect(await state()).toMatchObject({ silent: false })
  })

  test('a clean end is silence at once; a reader that starts later knows the last status', async () => {
    const { clock, shared, watch, write } = scene()
    await write()
    await watch.look()
    await clock.advance(1_000)
    await shared.write([
      setWrite(KEYS.lastStatus, { account: ACCOUNT, part: 'all' }, statusAt(clock.nowMs())),
      { op: 'delete', key: keyName(KEYS.status, { account: ACCOUNT }) },
    ])
    const late = storeWatch(shared, ACCOUNT, clock)
    for (const each of [watch, late]) {
      await each.look()
      expect(each.parts()).toMatchObject([
        { part: 'all', silent: true, status: { session: { graphHash: SESSION.graphHash } } },
      ])
    }
  })

  test('parts of a cut pipeline: each stream of the part that reads it; one that is silent makes it silent', async () => {
    const { clock, watch, state, write, pipeline } = scene()
    const slicing = {
      ...SESSION,
      account: null,
      streams: { ...SESSION.streams, transactions: { connected: null, ageMs: null } },
    }
    await write({ session: slicing, reasons: [{ code: 'prices', text: 'old', sinceMs: NOON_MS }] }, 'slices')
    await write({ phase: 'warming', reasons: [{ code: 'warming', text: 'it warms', sinceMs: NOON_MS }] }, 'trades')
    await watch.look()
    const now = await state()
    expect(now).toMatchObject({ silent: false, phase: 'warming', streams: SESSION.streams })
    expect(now.ready.reasons.map(({ code }) => code)).toEqual(['warming', 'prices'])
    expect((await pipeline.nodeStats()).parts).toEqual({ slices: SESSION.graphHash, trades: SESSION.graphHash })
    expect(await pipeline.lastTransactionId()).toBe('77')
    await clock.advance(4_000)
    await write({ session: slicing }, 'slices')
    await watch.look()
    await clock.advance(1_500)
    await watch.look()
    const cut = await state()
    expect(cut.silent).toBe(true)
    expect(cut.ready.reasons[0]!.text).toContain('the part trades was last heard of at')
    expect(cut.streams).toMatchObject({ candles: { connected: true }, transactions: { connected: null } })
  })

  test('a whole pipeline after a cut one, and the other way round: the one that lives', async () => {
    const { clock, watch, write } = scene()
    await write({}, 'slices')
    await watch.look()
    await clock.advance(6_000)
    await write()
    await watch.look()
    expect(watch.parts().map(({ part }) => part)).toEqual(['all'])
    await clock.advance(6_000)
    await write({}, 'slices')
    await write({}, 'trades')
    await watch.look()
    expect(watch.parts().map(({ part }) => part)).toEqual(['slices', 'trades'])
  })

  test('a store that is away is a fault from its first moment on, and over with its first answer', async () => {
    const gone = { is: false }
    const { clock, watch, write } = scene((store) => ({
      ...store,
      values: async (...of) => {
        if (gone.is) throw new SepError('store-unavailable', 'store: no answer')
        return store.values(...of)
      },
    }))
    await write()
    const stop = new AbortController()
    const running = watch.run(stop.signal)
    const pass = async (ms: number) => {
      for (let left = ms; left > 0; left -= 250) {
        await clock.advance(250)
        for (let turn = 0; turn < 6; turn++) await clock.yield()
      }
    }
    await pass(500)
    expect(watch.fault()).toBeNull()
    gone.is = true
    await pass(3_000)
    expect(watch.fault()).toMatchObject({ text: 'store: no answer' })
    expect(watch.fault()!.sinceMs).toBeLessThanOrEqual(NOON_MS + 1_500)
    gone.is = false
    await pass(1_000)
    expect(watch.fault()).toBeNull()
    stop.abort()
    await running
  })

  test('switches are those of the store; alarms come with who acknowledged them', async () => {
    const { shared, watch, state, write, pipeline } = scene()
    await write()
    await shared.write([
      { op: 'set', key: keyName(KEYS.killSwitch, { account: ACCOUNT }), value: 'off' },
      { op: 'set', key: keyName(KEYS.tradingMode, { account: ACCOUNT }), value: 'paused' },
    ])
    const alarm = {
      code: 'order',
      severity: 'critical',
      text: 'lost',
      startMs: NOON_MS,
      endMs: NOON_MS,
      count: 1,
    } as const
    const id = await appendAlarm(
      shared,
      ACCOUNT,
      { kind: 'alarm', alarm: null, ...alarm, owner: 'x', part: null },
      NOON_MS,
    )
    await watch.look()
    expect(await state()).toMatchObject({ killSwitch: { on: false, global: false }, paused: true })
    await appendAlarm(shared, ACCOUNT, { kind: 'acknowledged', alarm: id, by: 'anna' }, NOON_MS)
    await shared.write([{ op: 'set', key: keyName(KEYS.globalKillSwitch, {}), value: 'on' }])
    await watch.look()
    expect(await state()).toMatchObject({ killSwitch: { on: true, global: true } })
    expect(await pipeline.alarms()).toEqual([{ id, ...alarm, acknowledgedBy: 'anna', unwatched: false }])
    const left = { kind: 'alarm', alarm: null, ...alarm, owner: 'x', part: null, unwatched: true } as const
    await appendAlarm(shared, ACCOUNT, left, NOON_MS + 1)
    await watch.look()
    const shown = await pipeline.alarms()
    expect(shown.map(({ unwatched }) => unwatched)).toEqual([true, false])
    expect(z.array(alarmSchema).safeParse(shown).error).toBeUndefined()
  })
})
