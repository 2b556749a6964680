/** Commands that use the store, as a user types them: a real store, the paper broker on real sockets. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { minuteFeed } from '../../../api/paper-broker/market/minute-feed.js'
import { addDrain } from '../../../cli/live/drain.js'
import { addFetch } from '../../../cli/live/fetch.js'
import { addHydrate } from '../../../cli/live/hydrate.js'
import { addManifold } from '../../../cli/research/manifold.js'
import { addPrime } from '../../../cli/live/prime.js'
import { addSnapshot } from '../../../cli/live/snapshot.js'
import { addWarmup } from '../../../cli/live/warmup.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { testClock } from '../../support/test-clock.js'
import { compile } from '../../../graph/engine/run/compile.js'
import type { Store } from '../../../store/store.js'
import { sep } from '../../../graph/sep.js'
import { encodeStored } from '../../../streams/snapshot/stored.js'
import { subgraph } from '../../../graph/engine/define/subgraph.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { ACCOUNT, client as http, start, START_MS, type Started, TOKEN, world } from '../../support/start-broker.js'
import { randomMarket } from '../../support/random-market.js'
import { testServer, type TestServer } from '../../support/store-server.js'
import { runCli } from '../../support/run-cli.js'
import { DAY_MS } from '../../../lib/time-units.js'

const names = world.instruments.map(({ name }) => name)
const market = randomMarket({ seed: 6, names, minutes: 2160, startMs: START_MS - 1.5 * DAY_MS })

describe('commands of the store', () => {
  let server: TestServer
  let store: Store
  let broker: Started
  let folder: string
  let flags: readonly string[]
  const json = async (add: Parameters<typeof runCli>[0], ...argv: string[]) => {
    const ran = await runCli(add, argv)
    if (ran.error) throw ran.error
    return JSON.parse(ran.out) as Record<string, never>
  }
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sep-cli-'))
    writeFileSync(join(folder, 'token'), `${TOKEN}\n`, { mode: 0o600 })
    server = await testServer()
    store = await server.store()
    const feed = minuteFeed({ world, series: market, fromMs: START_MS, isOpen: () => true })
    broker = await start({ clock: testClock(START_MS), feed })
    flags = [
      '--env',
      'paper',
      '--account',
      ACCOUNT,
      '--token-file',
      join(folder, 'token'),
      '--rest-url',
      broker.url,
      '--store',
      server.now().socket,
    ]
  })
  afterAll(async () => {
    await broker.close()
    await server.end()
    rmSync(folder, { recursive: true })
  })
  afterEach(() => {
    process.exitCode = undefined
  })
  const storeFlags = () => ['--store', server.now().socket]

  test('warmup fills candles, signals, gates and screens', async () => {
    const done = await json(addWarmup, 'warmup', ...flags, '--fetch-days', '2', '--days', '2', '--json')
    expect(done).toMatchObject({
      filled: names.map((instrument) => ({ instrument, added: 2160, skipped: 0 })),
      primed: { instruments: names, signals: names.length * (2160 - 128), manifolds: names.length },
      hydrated: names.map((instrument) => ({ instrument, written: 1440 })),
    })
    expect(await store.get('opt:rolling:gates_blob')).not.toBeNull()
    expect(await store.get('ws:last:manifold:EUR_USD')).not.toBeNull()
    expect(await store.keys('manifold:*')).toEqual(names.map((name) => `manifold:${name}:2024-03-18`))
  })

  test('each of its steps alone finds everything up to date', async () => {
    const { filled } = await json(addFetch, 'fetch', ...flags, '--once', '--days', '1', '--json')
    expect(filled).toMatchObject(names.map(() => ({ known: 1440, added: 0 })))
    const primed = await runCli(addPrime, ['prime', ...storeFlags(), '--days', '1', '--pairs', 'EUR_USD'])
    expect(primed.out).toMatch(/^EUR_USD: candles from .*\n1440 signals, 0 manifolds; gate on: none\n$/)
    const hydrated = await runCli(addHydrate, ['hydrate', ...storeFlags()])
    expect(hydrated.out).toBe(names.map((name) => `${name}: up to date, newest: 2024-03-19T12:00:00.000Z\n`).join(''))
  })

  test('manifold reads candles of the store, and writes the key of a day', async () => {
    const input = 'valkey:EUR_USD:2024-03-18:2024-03-19'
    const file = join(folder, 'm.json.gz')
    const written = await json(addManifold, 'manifold', '--input', input, ...storeFlags(), '--output', file, '--json')
    expect(written).toMatchObject({ instrument: 'EUR_USD', count: 1440, signals: 1440 - 128 })
    const document = JSON.parse(gunzipSync(readFileSync(file)).toString()) as object
    const key = 'manifold:EUR_USD:2024-03-18'
    const stored = () => store.get(key).then((bytes) => JSON.parse(gunzipSync(bytes!).toString()) as object)
    expect(await stored()).toEqual(document)
    await store.write([{ op: 'delete', key }])
    const kept = await json(addManifold, 'manifold', '--input', input, ...storeFlags(), '--output', 'valkey', '--json')
    expect(kept).toMatchObject({ output: key, signals: 1440 - 128 })
    expect(await stored()).toEqual(document)
    const part = await runCli(addManifold, [
      'manifold',
      '--input',
      'valkey:EUR_USD:2024-03-18T08:00Z:2024-03-18T10:30Z',
      ...storeFlags(),
    ])
    expect(JSON.parse(part.out)).toMatchObject({ count: 150 })
  })

  test.each([
    ['valkey:EUR_USD:2024-03-18', 'write valkey:EUR_USD:'],
    ['valkey:EUR_USD:2024-03-19:2024-03-18', 'ends before it begins'],
    ['valkey:AUD_USD:2024-03-18:2024-03-19', 'the store has no candles of AUD_USD'],
  ])('manifold --input %s is refused', async (input, message) => {
    const ran = await runCli(addManifold, ['manifold', '--input', input, ...storeFlags()])
    expect((ran.error as Error).message).toContain(message)
  })

  test('manifold --output valkey needs a full day', async () => {
    const input = 'valkey:EUR_USD:2024-03-18:2024-03-20'
    const ran = await runCli(addManifold, ['manifold', '--input', input, ...storeFlags(), '--output', 'valkey'])
    expect((ran.error as Error).message).toContain('one UTC day')
  })

  test('drain lists what it would close, then closes it', async () => {
    const order = {
      type: 'MARKET',
      instrument: 'EUR_USD',
      units: '1600000',
      timeInForce: 'FOK',
      positionFill: 'DEFAULT',
    }
    await http(broker.url)('POST', '/orders', { order: { ...order, tradeClientExtensions: { tag: 'sep' } } })
    const would = await runCli(addDrain, ['drain', ...flags, '--dry-run'])
    expect(would.out).toMatch(
      /^budget [\d.]+ USD, margin of own trades [\d.]+ USD, excess [\d.]+ USD\nwould close EUR_USD trade \d+: \d+ units, [\d.]+ USD\n$/,
    )
    const done = await json(addDrain, 'drain', ...flags, '--json')
    expect(done).toMatchObject({ dryRun: false, drained: [{ instrument: 'EUR_USD', outcome: 'filled' }] })
    expect(process.exitCode).toBeUndefined()
    const after = await runCli(addDrain, ['drain', ...flags])
    expect(after.out).toContain('nothing to close')
  })

  test.each(['host:1:ab', 'host:1:ab:a1'])(
    'drain fails where %s holds the account, whatever there is to close',
    async (owner) => {
      const lease = await store.acquireLease(`ops:lease:{${ACCOUNT}}`, owner, 60_000)
      const ran = await runCli(addDrain, ['drain', ...flags])
      await store.releaseLease(lease!)
      expect(ran.error).toMatchObject({ code: 'store-refused', message: expect.stringContaining('use sep flatten') })
      expect((await runCli(addDrain, ['drain', ...flags, '--dry-run'])).error).toBeUndefined()
    },
  )

  test('snapshot shows stored snapshots, intact or damaged, and writes the newest', async () => {
    const empty = await runCli(addSnapshot, ['snapshot', '--account', ACCOUNT, ...storeFlags()])
    expect(empty.out).toBe(`account ${ACCOUNT}: no snapshot\n`)
    const snapshot = compile(subgraph(sep(resolveSettings()), ['session', 'qbsa']), world).snapshot()
    const place = { seq: 7, tsMs: START_MS, hash: new Uint8Array(32), base: null, lastId: `${START_MS}-0` }
    const bytes = encodeStored(place, snapshot)
    const [one, two] = journalKeys(ACCOUNT).snapshots
    await store.write([{ op: 'set', key: one, value: bytes }])
    const out = join(folder, 'snapshot')
    const shown = await json(addSnapshot, 'snapshot', '--account', ACCOUNT, ...storeFlags(), '--out', out, '--json')
    expect(shown).toMatchObject({ slots: [{ slot: 0, fault: null, seq: 7, tsMs: START_MS }], out })
    expect(Uint8Array.from(readFileSync(out))).toEqual(bytes)
    await store.write([{ op: 'set', key: two, value: bytes.slice(0, -3) }])
    const damaged = await runCli(addSnapshot, ['snapshot', '--account', ACCOUNT, ...storeFlags()])
    expect(damaged.out).toMatch(
      /slot 0: intact, \d+ bytes, slice 7 at 2024-03-19T12:00:00.000Z, \d+ d old, graph \w{12}, digest \w{12}\n.*slot 1: damaged, /,
    )
    expect(process.exitCode).toBe(1)
    // The clock of a paper broker is its own: against the machine's a snapshot of today would be years old.
    const paper = await runCli(addSnapshot, ['snapshot', '--env', 'paper', '--account', ACCOUNT, ...storeFlags()])
    expect(paper.out).toMatch(/slice 7 at 2024-03-19T12:00:00.000Z, graph/)
  })

  test.each([
    [addFetch, ['fetch', '--days', '0'], '--days 0: a whole number from 1 to 120'],
    [addPrime, ['prime', '--days', '36'], '--days 36: a whole number from 1 to 35'],
    [addDrain, ['drain', '--buffer-pct', 'x'], '--buffer-pct x: a number from 0 to 1000'],
    [addSnapshot, ['snapshot'], '--account is needed (or OANDA_ACCOUNT_ID)'],
  ] as const)('%o %j is refused', async (add, argv, message) => {
    expect(((await runCli(add, argv)).error as Error).message).toBe(message)
  })
})
