/** `sep arm` and a pipeline that lives. */
import { describe, expect, test } from 'vitest'
import { addArm } from '../../../cli/live/arm.js'
import { addFlatten } from '../../../cli/live/flatten.js'
import { deskControls } from '../../../app/surface/desk-controls.js'
import { systemClock } from '../../../lib/clock.js'
import { switchKeys } from '../../../streams/control/switches.js'
import { writeGlobalSwitch } from '../../../streams/control/writer.js'
import { ACCOUNT } from '../../support/live/control.js'
import { message, panicBench } from './panic-bench.js'

const OTHER = '101-001-2-002'
const REAL = '001-001-3-003'
const bench = panicBench()
const arm = (...argv: string[]) => bench.call(addArm, ['arm', ...argv])
const flatten = (...argv: string[]) => bench.call(addFlatten, ['flatten', '--account', ACCOUNT, ...argv])

describe('arm', () => {
  test('waits until a slice carries it, and prints what else is in the way', async () => {
    const { control } = await bench.pipeline()
    const reasons = [
      { code: 'kill_switch', text: 'ON', sinceMs: 1 },
      { code: 'prices', text: 'the stream is silent', sinceMs: 1 },
    ] as const
    const ready = { phase: () => 'running' as const, reasons: () => reasons }
    bench.status(ready)
    const ran = await arm('--account', ACCOUNT)
    expect(ran.out).toBe(`${ACCOUNT}: kill switch off, mode trading\n  left: prices: the stream is silent\n`)
    expect([process.exitCode, await bench.switches(), control.switches().killSwitch]).toEqual([
      0,
      ['off', 'trading'],
      false,
    ])
  })

  test('of a paused account resumes it; the switch of the API leaves the pause, and answers so', async () => {
    await bench.pipeline()
    const store = bench.store()
    const pause = () => store.write([{ op: 'set', key: switchKeys(ACCOUNT).mode, value: 'paused' }])
    await pause()
    const api = deskControls({ store, account: ACCOUNT, clock: systemClock })
    const off = { on: false, flatten: false }
    const why = 'the mode is paused still: no increases before POST /api/trading/mode'
    expect(await api.setKillSwitch(off, 'desk')).toMatchObject({ state: 'done', why })
    expect(await bench.switches()).toEqual(['off', 'paused'])
    await api.setMode('trading', 'desk')
    expect(await bench.switches()).toEqual(['off', 'trading'])
    expect((await api.setKillSwitch(off, 'desk')).why).not.toContain('paused')
    await pause()
    await arm('--account', ACCOUNT)
    expect(await bench.switches()).toEqual(['off', 'trading'])
  })

  test('arms no other account', async () => {
    await bench.pipeline()
    await arm('--account', ACCOUNT)
    expect(await bench.switches(OTHER)).toEqual([null, null])
  })

  test('not taken in time it exits 1, and the switch is ON again', async () => {
    await bench.held()
    const ran = await arm('--account', ACCOUNT, '--timeout', '1')
    expect(ran.out).toContain('not taken within 1 s: it is ON again')
    expect([process.exitCode, (await bench.switches())[0]]).toEqual([1, 'on'])
  })

  test('--no-wait sends it', async () => {
    await bench.held()
    const ran = await arm('--account', ACCOUNT, '--no-wait', '--json')
    expect(JSON.parse(ran.out)).toMatchObject({ account: ACCOUNT, killSwitch: false, state: 'sent' })
    expect([process.exitCode, (await bench.switches())[0]]).toEqual([0, 'off'])
  })

  test.each([[[]], [['--confirm', ACCOUNT]], [['--confirm', '']]])(
    'with real money and %j is refused, and nothing is written',
    async (flags) => {
      expect(message(await arm('--account', REAL, ...flags))).toBe(`${REAL} has real money: add --confirm ${REAL}`)
      expect(await bench.store().keys('*')).toEqual([])
    },
  )

  test('is refused while a flatten is not done', async () => {
    await bench.pipeline(() => [5, 0, 0])
    await flatten('--all', '--timeout', '1')
    const refused = /a flatten of account .* is not done \(request .*\): open: EUR_USD 5/
    await expect.poll(async () => message(await arm('--account', ACCOUNT))).toMatch(refused)
    expect((await bench.switches())[1]).toBe('paused')
  })

  test('--off is confirmed by a slice', async () => {
    const { control } = await bench.pipeline()
    await arm('--account', ACCOUNT)
    const ran = await arm('--account', ACCOUNT, '--off')
    expect([ran.out, process.exitCode]).toEqual([`${ACCOUNT}: kill switch ON\n`, 0])
    expect([await bench.switches(), control.switches().killSwitch]).toEqual([['on', 'trading'], true])
  })

  test.each(['a/b', '..', 'a b', '{x}'])('account %j is no account id', async (account) => {
    expect(message(await arm('--account', account))).toContain('is not an account id')
  })
})

describe('the global switch', () => {
  test('needs ALL', async () => {
    for (const flags of [[], ['--confirm', ACCOUNT], ['--off']])
      expect(message(await arm('--global', ...flags))).toContain('add --confirm ALL')
    expect(await bench.store().keys('*')).toEqual([])
  })

  test('ON reaches living pipelines; off leaves them ON; arm under it names the key', async () => {
    const { control } = await bench.pipeline()
    await arm('--account', ACCOUNT)
    const on = await arm('--global', '--off', '--confirm', 'ALL')
    expect([on.out, process.exitCode]).toEqual([`global kill switch ON for ${ACCOUNT}\n`, 0])
    expect([(await bench.switches())[0], control.switches().killSwitch]).toEqual(['on', true])
    expect(message(await arm('--account', ACCOUNT))).toContain('the global kill switch (ops:kill_switch) is ON')
    const off = await arm('--global', '--confirm', 'ALL')
    expect([off.out, process.exitCode]).toEqual([
      'global kill switch off; accounts stay ON until sep arm --account\n',
      0,
    ])
    expect((await bench.switches())[0]).toBe('on')
  })

  test('ON with nobody there is written, and exits 1', async () => {
    const ran = await arm('--global', '--off', '--confirm', 'ALL')
    expect([ran.out, process.exitCode]).toEqual(['global kill switch ON for the next start: no pipeline runs\n', 1])
    expect(new TextDecoder().decode((await bench.store().get('ops:kill_switch'))!)).toBe('on')
  })

  test('off is refused while an older pipeline would be armed by it', async () => {
    await writeGlobalSwitch(bench.store(), true)
    await bench.held('host:1:abcd')
    expect(message(await arm('--global', '--confirm', 'ALL'))).toContain('of an older version')
    expect(new TextDecoder().decode((await bench.store().get('ops:kill_switch'))!)).toBe('on')
  })
})
