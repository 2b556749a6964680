/** The graph cut at edges: two, three or more parts give the bytes of one process, also when they stop and start again. */
import { describe, expect, test } from 'vitest'
import { brokerSlot } from '../../model/broker-slot.js'
import type { Clock } from '../../lib/clock.js'
import { testClock } from '../support/test-clock.js'
import { bind } from '../../graph/engine/define/operator.js'
import type { Store } from '../../store/store.js'
import { sep } from '../../graph/sep.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { runPart } from '../../app/live/roles/part.js'
import { edgeKeys } from '../../streams/edge/keys.js'
import { memoryStore } from '../../store/memory/store.js'
import { eager, runSep } from '../support/sep-run.js'
import {
  ACCOUNT,
  END_MS,
  graph,
  type PartOptions,
  runOwnPart,
  series,
  settings,
  START_MS,
  world,
  worldOf,
} from '../support/part-run.js'
import { flip, tampered } from './journal/tampered.js'

const whole = runSep(series)

/** Waiting costs a turn of the event loop and, where `stepMs` is given, moves the clock. */
const quickClock = (stepMs = 0): Clock => {
  const still = testClock()
  let now = 0
  return {
    ...still,
    monotonicMs: () => now,
    sleep: (_ms, signal) => {
      now += stepMs
      return still.yield().then(() => signal?.throwIfAborted())
    },
  }
}

const part = (nodes: string, options: Omit<PartOptions, 'clock'> & Partial<PartOptions>) =>
  runOwnPart(nodes, { clock: quickClock(), ...options })
const newStore = () => memoryStore({ clock: quickClock() })
const differing = (parts: readonly ReadonlyMap<string, string>[]) => {
  const expected = whole.digest.columns()
  const nodes = graph.nodes.filter(({ role }) => role !== 'source').map(({ id }) => id)
  const made = new Map(parts.flatMap((columns) => [...columns]))
  const wanted = [...expected].filter(([name]) => name === 'time' || nodes.includes(name.split('.')[0] as string))
  return wanted.filter(([name, hash]) => made.get(name) !== hash).map(([name]) => name)
}

describe('parts', () => {
  test.each([
    [['candle..allocate', 'broker..performance']],
    [['candle..guards', 'shadow..allocate', 'broker..performance']],
    [['candle..session', 'qbsa..qfh', 'direction,guards', 'shadow..gates', 'allocate', 'broker..risk', 'performance']],
  ])('%j give the bytes of one process', async (parts) => {
    const store = newStore()
    const made = await Promise.all(parts.map((nodes, n) => part(nodes, { store, capacity: 1 + n * 13 })))
    expect(differing(made)).toEqual([])
  })

  test('parts that start late, stop and restart lose no slice and repeat none', async () => {
    const store = newStore()
    const halfMs = START_MS + 150 * 60_000
    await part('candle..guards', { store, untilMs: halfMs })
    await part('shadow..allocate', { store, untilMs: START_MS + 70 * 60_000 })
    const finished = Promise.all(
      ['candle..guards', 'shadow..allocate', 'broker..performance'].map((nodes) => part(nodes, { store })),
    )
    // Parts that began in the middle have digests of their second half only: the last part saw all of it.
    expect(
      differing(await finished).filter((name) => /^(broker|strategy|size|orders|risk|performance)\./.test(name)),
    ).toEqual([])
  })

  test('a part that dies repeats its slices from its snapshot; the edge takes none twice', async () => {
    const store = newStore()
    let slices = 0
    const look = () => {
      if (++slices === 100) throw new Error('killed')
    }
    const others = Promise.all(['candle..guards', 'broker..performance'].map((nodes) => part(nodes, { store })))
    await expect(part('shadow..allocate', { store, look })).rejects.toThrow('killed')
    await part('shadow..allocate', { store })
    // What its reader has saved may be trimmed already; every minute after that stands there once.
    const ids = (await store.range(edgeKeys(ACCOUNT, 'shadow..allocate').stream, '0')).map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(100)
    expect(ids).toEqual(ids.map((_, n) => `${END_MS - 60_000 * (ids.length - 1 - n)}-0`))
    expect(differing(await others).filter((name) => !/^(shadow|gates|allocate)\./.test(name))).toEqual([])
  })

  test('a market cut by instrument merges to the same bytes', async () => {
    const store = newStore()
    const [head, ...rest] = await Promise.all([
      part('candle..execution', { store }),
      part('session..gates', { store, partition: worldOf(['EUR_USD', 'USD_JPY']) }),
      part('session..gates', { store, partition: worldOf(['GBP_USD']) }),
      part('allocate..performance', { store }),
    ])
    const made = [head, rest.at(-1)] as ReadonlyMap<string, string>[]
    const own = /^(allocate|broker|strategy|size|orders|risk|performance)\./
    expect(differing(made).filter((name) => own.test(name))).toEqual([])
  })

  test('a part without one of its edges stops and names it', async () => {
    const store = newStore()
    await part('candle..guards', { store })
    await expect(part('broker..performance', { store, clock: quickClock(1000), patienceMs: 5000 })).rejects.toThrow(
      /no edge carries shadow of EUR_USD and \d more/,
    )
    await part('shadow..allocate', { store, untilMs: START_MS + 100 * 60_000 })
    const silent = {
      ...store,
      tail: (...args: Parameters<Store['tail']>) =>
        Promise.race([
          store.tail(...args),
          quickClock()
            .yield()
            .then(() => []),
        ]),
    }
    let now = 0
    const clock = { ...quickClock(1000), monotonicMs: () => (now += 400) }
    await expect(part('broker..performance', { store: silent, clock, patienceMs: 5000 })).rejects.toThrow(
      'edge shadow..allocate: no slice for 5 s while other edges advanced',
    )
  })

  test('a damaged or missing slice of an edge is named', async () => {
    const store = newStore()
    await part('candle..allocate', { store })
    const { stream } = edgeKeys(ACCOUNT, 'candle..allocate')
    const id = `${START_MS + 60_000 * 33}-0`
    const over = (change: Parameters<typeof tampered>[2]): Store => ({
      ...store,
      tail: (name, after, ms, signal) =>
        tampered({ ...store, range: () => store.tail(name, after, ms, signal) }, stream, change).range(name, after),
    })
    const changed = over((one) => (one.id === id ? flip(one, 'body', 40, 3) : one))
    await expect(part('broker..performance', { store: changed })).rejects.toThrow(`entry ${id}: damaged`)
    const gone = over((one) => (one.id === id ? undefined : one))
    await expect(part('broker..performance', { store: gone })).rejects.toThrow(
      'slice number 34 after 32, there is a gap',
    )
  })

  test('other settings are another graph: its edges do not fit', async () => {
    const store = newStore()
    await part('candle..allocate', { store })
    const other = sep(eager('allocate.topK=2'))
    const lease = await store.acquireLease(edgeKeys(ACCOUNT, 'x').lease, 'x', 1e9)
    await expect(
      runPart({
        store,
        account: ACCOUNT,
        graph: other,
        world,
        nodes: 'broker..performance',
        kernelVersion: KERNEL_VERSION,
        lease: lease as NonNullable<typeof lease>,
        bindings: [bind(brokerSlot, paperBroker, settings.broker)],
        clock: quickClock(1000),
        patienceMs: 3000,
      }),
    ).rejects.toThrow('1 edges are of another graph or other settings')
  })

  test('an edge is trimmed below the slowest reader’s older snapshot', async () => {
    const store = newStore()
    const { stream } = edgeKeys(ACCOUNT, 'candle..allocate')
    for (const minutes of [100, 200, 300]) {
      const untilMs = START_MS + minutes * 60_000
      await part('candle..allocate', { store, untilMs })
      await part('broker..performance', { store, untilMs })
      await part('candle..allocate', { store, untilMs })
    }
    const kept = await store.length(stream)
    expect(kept).toBeLessThan(260)
    expect(kept).toBeGreaterThan(100)
  })
})
