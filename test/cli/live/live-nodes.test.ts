/** `sep live --nodes`: what cannot be a part fails before anything starts. */
import { describe, expect, test, vi } from 'vitest'
import { addLive } from '../../../cli/live/live.js'
import { addAllocate, addEvaluate } from '../../../cli/live/views.js'
import { runCli } from '../../support/run-cli.js'

const ACCOUNT = ['--env', 'paper', '--account', '101-001-1000001-001']
/** Nothing listens there. */
const STORE = ['--store', 'redis://127.0.0.1:1']
const messageOf = async (...argv: readonly string[]): Promise<string> => {
  const { error } = await runCli(addLive, ['live', ...ACCOUNT, ...argv])
  return (error as Error).message
}

describe('sep live --nodes', () => {
  test.each([
    ['candle..risk', 'a part either makes the slices or trades; cut between them, as after allocate'],
    ['size..risk', 'a cut inside the loop'],
    ['gate', "there is no node 'gate'; there are candle, quote"],
  ])('%s', async (nodes, text) => {
    expect(await messageOf(...STORE, '--nodes', nodes)).toContain(text)
  })

  test('SEP_NODES stands in for the flag; empty it counts as unset', async () => {
    vi.stubEnv('SEP_NODES', 'size..risk')
    expect(await messageOf(...STORE)).toContain('a cut inside the loop')
    expect(await messageOf(...STORE, '--nodes', 'candle..risk')).toContain('a part either makes the slices or trades')
    vi.stubEnv('SEP_NODES', '')
    expect(await messageOf(...STORE)).toContain('paper needs --rest-url (or OANDA_REST_URL)')
    vi.unstubAllEnvs()
  })

  test('parts share one store, so it must be given', async () => {
    expect(await messageOf('--nodes', 'gates..allocate')).toBe(
      '--nodes: all parts need the same store, --store (or SEP_STORE_URL)',
    )
  })

  test.each([
    ['evaluate', addEvaluate],
    ['allocate', addAllocate],
  ])('sep %s is a part that computes: it needs the store, and no token', async (name, add) => {
    const { error } = await runCli(add, [name, ...ACCOUNT, ...STORE])
    expect((error as Error).message).toMatch(/^store/)
    expect((await runCli(add, [name, ...ACCOUNT])).error).toMatchObject({ code: 'bad-argument' })
    expect((await runCli(add, [name, ...ACCOUNT, ...STORE, '--nodes', 'size'])).error).toBeDefined()
  })

  test('a trading part needs a token; a computing part starts with the store', async () => {
    const broker = ['--rest-url', 'http://127.0.0.1:1']
    expect(await messageOf(...STORE, ...broker, '--nodes', 'broker..risk')).toContain('--token-file is needed')
    expect(await messageOf(...STORE, '--nodes', 'gates..allocate')).toMatch(/^store/)
  })
})
