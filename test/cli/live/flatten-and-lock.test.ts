/** `sep flatten`, `sep lock` and a pipeline that lives. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { addFlatten } from '../../../cli/live/flatten.js'
import { addLock, addUnlock } from '../../../cli/live/lock.js'
import { ACCOUNT, startControl } from '../../support/live/control.js'
import { message, panicBench } from './panic-bench.js'

const bench = panicBench()
const flatten = (...argv: string[]) => bench.call(addFlatten, ['flatten', '--account', ACCOUNT, ...argv])

describe('flatten', () => {
  test.each([
    [['--pair', 'EUR_USD'], `${ACCOUNT}: EUR_USD is closed\n`, null],
    [['--all'], `${ACCOUNT}: everything is closed; paused: sep arm resumes\n`, 'paused'],
    [['--all', '--then-resume'], `${ACCOUNT}: everything is closed; trading again\n`, 'trading'],
  ])('%j waits until all is flat', async (flags, out, mode) => {
    await bench.pipeline()
    const ran = await flatten(...flags)
    expect([ran.out, process.exitCode, (await bench.switches())[1]]).toEqual([out, 0, mode])
  })

  test.each([['--all'], ['--all', '--then-resume']])(
    '%s %s that is not done exits 3 with what is open, and stays paused',
    async (...flags) => {
      await bench.pipeline(() => [5, 0, -7])
      const ran = await flatten(...flags.filter((flag) => flag !== undefined), '--timeout', '1')
      expect(ran.out).toMatch(/: taken, not done: open: EUR_USD 5, USD_JPY -7; .* \(request .*\)\n/)
      expect([process.exitCode, (await bench.switches())[1]]).toEqual([3, 'paused'])
    },
  )

  test('--foreign asks for foreign trades too', async () => {
    const { control } = await bench.pipeline(() => [5, 0, 0])
    await flatten('--all', '--foreign', '--confirm', ACCOUNT, '--timeout', '1')
    expect([process.exitCode, control.closesForeign()]).toEqual([3, true])
  })

  test('of a pair that the pipeline does not trade is refused with those it does', async () => {
    await bench.pipeline()
    const ran = await flatten('--pair', 'XAU_XAG')
    expect(ran.out).toContain('refused: XAU_XAG is not traded here: EUR_USD, GBP_USD, USD_JPY')
    expect(process.exitCode).toBe(1)
  })

  test('that no one takes exits 1', async () => {
    await bench.held()
    const ran = await flatten('--all', '--timeout', '1')
    expect(ran.out).toContain('not taken within 1 s: sep drain closes once the pipeline has ended')
    expect(process.exitCode).toBe(1)
  })

  test('reaches a pipeline that holds no lease yet, by its status', async () => {
    const life = await startControl({ store: bench.store() })
    onTestFinished(life.end)
    const ready = { phase: () => 'starting' as const, reasons: () => [] }
    bench.status(ready)
    const ran = await flatten('--all', '--no-wait', '--json')
    expect(JSON.parse(ran.out)).toMatchObject({ state: 'sent', paused: true })
  })

  test.each([
    [[], 'give either --pair or --all'],
    [['--all', '--pair', 'EUR_USD'], 'give either --pair or --all'],
    [['--pair', 'eurusd'], '--pair eurusd: write an instrument like EUR_USD'],
    [['--pair', 'EUR_USD', '--then-resume'], '--then-resume: only with --all'],
    [['--all', '--then-resume', '--no-wait'], '--then-resume: only with --all, and not with --no-wait'],
    [['--pair', 'EUR_USD', '--foreign', '--confirm', ACCOUNT], '--foreign: only with --all'],
    [['--all', '--foreign'], `add --confirm ${ACCOUNT}`],
    [['--all', '--foreign', '--confirm', 'ALL'], `add --confirm ${ACCOUNT}`],
    [['--all', '--timeout', '0'], '--timeout 0: a whole number from 1 to 3600'],
  ])('%j is refused, and nothing is written', async (flags, text) => {
    expect(message(await flatten(...flags))).toContain(text)
    expect(await bench.store().keys('*')).toEqual([])
  })
})

describe('lock', () => {
  test('holds until a time, and is lifted', async () => {
    const { control } = await bench.pipeline()
    const flags = ['--account', ACCOUNT, '--pair', 'GBP_USD']
    const ran = await bench.call(addLock, ['lock', ...flags, '--until', '2100-11-24T08:00'])
    expect([ran.out, process.exitCode]).toEqual([`${ACCOUNT}: GBP_USD locked until 2100-11-24T08:00:00.000Z\n`, 0])
    expect(control.row().lockUntilMs?.[1]).toBe(Date.UTC(2100, 10, 24, 8))
    const lifted = await bench.call(addUnlock, ['unlock', ...flags])
    expect([lifted.out, control.row().lockUntilMs?.[1]]).toEqual([`${ACCOUNT}: GBP_USD unlocked\n`, 0])
  })

  test('of a pair that is not traded is a wish that was refused', async () => {
    await bench.pipeline()
    const ran = await bench.call(addLock, ['lock', '--account', ACCOUNT, '--pair', 'XAU_XAG', '--minutes', '5'])
    expect(ran.out).toMatch(/: lock of XAU_XAG until \S+: refused: XAU_XAG is not traded here/)
    expect(process.exitCode).toBe(1)
  })

  test('by minutes counts in the time of the pipeline', async () => {
    const { control } = await bench.pipeline()
    await bench.store().append(`sep:stream:{${ACCOUNT}}:slice`, '1700000000000-0', { f: 'x' })
    await bench.call(addLock, ['lock', '--account', ACCOUNT, '--pair', 'EUR_USD', '--minutes', '5'])
    expect(control.row().lockUntilMs?.[0]).toBe(1_700_000_000_000 + 5 * 60_000)
  })

  test('until a time that is past for the pipeline is refused, and nothing is asked', async () => {
    const { control } = await bench.pipeline()
    await bench.store().append(`sep:stream:{${ACCOUNT}}:slice`, '1700000000000-0', { f: 'x' })
    const flags = ['--account', ACCOUNT, '--pair', 'EUR_USD']
    const ran = await bench.call(addLock, ['lock', ...flags, '--until', '2023-11-14T22:13'])
    expect(message(ran)).toBe('--until 2023-11-14T22:13:00.000Z is past: the pipeline is at 2023-11-14T22:13:20.000Z')
    expect(control.row().lockUntilMs?.[0]).toBe(0)
  })

  test.each([[[]], [['--minutes', '5', '--until', '2026-11-24']]])('%j is refused', async (flags) => {
    const ran = await bench.call(addLock, ['lock', '--account', ACCOUNT, '--pair', 'EUR_USD', ...flags])
    expect(message(ran)).toBe('give either --minutes or --until')
  })
})
