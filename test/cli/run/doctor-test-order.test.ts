/** `sep doctor --place-test-order` and `--explain` as a user types them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addDoctor } from '../../../cli/run/doctor.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { ACCOUNT } from '../../support/start-broker.js'
import { ROOT } from '../../support/paths.js'
import { runCli } from '../../support/run-cli.js'
import { doctorBench } from './doctor-bench.js'

describe('sep doctor --place-test-order', () => {
  const bench = doctorBench()
  const { folder } = bench
  const flags = () => [...bench.flags(), '--place-test-order']
  const doctor = (argv: readonly string[], stdin?: string) => runCli(addDoctor, ['doctor', ...argv], stdin)
  const orders = () =>
    bench.broker.broker.accounts.get(ACCOUNT)!.log.filter(({ type }) => type === 'MARKET_ORDER').length

  test('the account id is typed; one order is filled and closed, and saved with the answers', async () => {
    const before = orders()
    const ran = await doctor([...flags(), '--save', join(folder, 'kept'), '--instrument', 'USD_JPY'], `${ACCOUNT}\n`)
    expect(ran.error).toBeUndefined()
    expect(ran.err).toContain('Type the account id to place one order of the least size on paper: ')
    expect(ran.out).toMatch(/test order: 1 USD_JPY filled at 150\.010: trade \d+\n/)
    expect(ran.out).toContain('flat: no trade and no order of USD_JPY is left')
    expect(process.exitCode).toBeUndefined()
    expect(orders()).toBe(before + 2)
    expect(bench.broker.broker.accounts.get(ACCOUNT)!.ex.trades.flat()).toEqual([])
    const [name] = readdirSync(join(folder, 'kept'))
    const text = readFileSync(join(folder, 'kept', name!), 'utf8')
    expect(text).toContain('"transaction line"')
    expect(text).toContain('orderFillTransaction')
    expect(text).not.toMatch(/1234567|doctor-/)
    const judged = await doctor(['--judge', join(folder, 'kept', name!)])
    expect(judged.out).toMatch(/^ok .* contract: as known: .*transaction line \d+, .*order 2\n$/)
  })

  test.each([
    ['another account', ['--confirm', '101-001-1234567-002'], undefined, '"101-001-1234567-002" is not the account'],
    ['nothing typed', [], '', '"" is not the account: no order was placed'],
  ])('is refused with %s', async (_, argv, stdin, message) => {
    const before = orders()
    const ran = await doctor([...flags(), ...argv], stdin)
    expect(ran.error).toMatchObject({ code: 'bad-argument', message: expect.stringContaining(message) })
    expect(orders()).toBe(before)
  })

  test('is refused with real money, unless a flag allows it', async () => {
    const live = ['--env', 'live', '--account', '001-004-1234567-001', '--confirm', '001-004-1234567-001']
    const ran = await doctor([...live, '--token-file', join(folder, 'token'), '--place-test-order'])
    expect(ran.error).toMatchObject({
      message: '001-004-1234567-001 has real money: a test order there needs --real-money, too',
    })
  })

  test('is not placed while a pipeline holds the account', async () => {
    const before = orders()
    const store = await bench.server.store()
    const lease = await store.acquireLease(journalKeys(ACCOUNT).lease, 'host:1:ab', 60_000)
    const ran = await doctor([...flags(), '--confirm', ACCOUNT, '--json'])
    await store.releaseLease(lease!)
    expect(ran.out).toContain('not placed: a pipeline runs on the account: held by host:1:ab')
    expect(process.exitCode).toBe(1)
    expect(orders()).toBe(before)
  })

  test('is not placed when a check has failed', async () => {
    const before = orders()
    const ran = await doctor([...flags(), '--confirm', ACCOUNT, '--pairs', 'EUR_USD,GBP_USD', '--json'])
    expect(ran.out).toContain('not placed: instruments: account 101-001-1234567-001: GBP_USD cannot be traded there')
    expect(orders()).toBe(before)
  })

  test.each([
    [['--place-test-order'], 'need a broker'],
    [['--instrument', 'EUR_USD'], 'belong to --place-test-order'],
    [['--confirm', ACCOUNT], 'belong to --place-test-order'],
    [['--explain', 'WHIM'], '--explain WHIM: not a reason or status that is known'],
  ])('%j is refused', async (argv, message) => {
    expect((await doctor(argv)).error).toMatchObject({ message: expect.stringContaining(message) })
  })
})

describe('sep doctor --explain', () => {
  const explained = async (reason: string) => (await runCli(addDoctor, ['doctor', '--explain', reason])).out

  test.each([
    ['INSUFFICIENT_MARGIN', 'the free margin does not carry the order'],
    ['MARKET_HALTED', 'trading in the instrument is halted'],
    ['401', 'the token is not known at this host'],
    ['HTTP_429', 'more than 120 requests a second'],
  ])('%s', async (reason, means) => {
    expect(await explained(reason)).toMatch(new RegExp(`^${reason}: ${means}.*\\nSEP: .+\\n$`))
  })

  test('as JSON', async () => {
    const ran = await runCli(addDoctor, ['doctor', '--explain', '503', '--json'])
    expect(JSON.parse(ran.out)).toEqual({
      reason: '503',
      means: expect.stringMatching(/weekend/),
      does: expect.any(String),
    })
  })

  test('the whole stands in docs/oanda.md', async () => {
    expect(readFileSync(join(ROOT, 'docs/oanda.md'), 'utf8')).toContain(await explained('ALL'))
  })
})
