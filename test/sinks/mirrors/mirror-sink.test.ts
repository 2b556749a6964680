/** With an unreachable, full or slow store the run goes on, and the sink reports what it lost. */
import { describe, expect, test } from 'vitest'
import { mirrorContext } from '../../../app/config/mirror-context.js'
import { testClock } from '../../support/test-clock.js'
import { SepError } from '../../../model/error-codes.js'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import { nodes } from '../../../model/nodes.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { Store, Write } from '../../../store/store.js'
import type { World } from '../../../model/world.js'
import { mirrorSink } from '../../../sinks/mirrors/mirror-sink.js'
import { memoryStore } from '../../../store/memory/store.js'
import { randomMarket } from '../../support/random-market.js'
import { runSep } from '../../support/sep-run.js'
import { QUICK } from '../../support/run-mirrors.js'

type Trouble = 'away' | 'late' | 'refused' | 'fine'

/** What happens to the next batches, in order; `late` = the batch is written but its reply is lost. */
const troubled = (store: Store, troubles: Trouble[]): Store & { readonly batches: (readonly Write[])[] } => {
  const batches: (readonly Write[])[] = []
  return {
    ...store,
    batches,
    write: async (batch) => {
      batches.push(batch)
      const trouble = troubles.shift() ?? 'fine'
      if (trouble === 'away') throw new SepError('store-unavailable', 'store: no answer')
      if (trouble === 'refused') throw new SepError('store-refused', 'store: full')
      await store.write(batch)
      if (trouble === 'late') throw new SepError('store-unavailable', 'store: no answer')
    },
  }
}

/** Feeds 160 slices one at a time; `between` runs after each. */
const feed = async (
  troubles: Trouble[],
  options: { readonly waitingMax?: number; readonly between?: () => Promise<void> } = {},
) => {
  const clock = testClock(0)
  const memory = memoryStore({ clock })
  const store = troubled(memory, troubles)
  const lines: string[] = []
  const frames: Frame[] = []
  let world: World | null = null
  runSep(randomMarket({ seed: 9, minutes: 160, names: ['EUR_USD'] }), {
    settings: QUICK,
    cuts: [1],
    look: (frame, compiled) => {
      world = compiled.world
      frames.push(structuredCloneFrame(frame))
    },
  })
  const sink = mirrorSink({
    store,
    clock,
    context: mirrorContext(QUICK, world!),
    log: (line: string) => lines.push(line),
    ...(options.waitingMax === undefined ? {} : { waitingMax: options.waitingMax }),
  })
  for (const frame of frames) {
    void sink.write(frame)
    await options.between?.()
  }
  const settle = async () => {
    for (let n = 0; n < 2000 && sink.counts().waiting > 0; n++) {
      await clock.yield()
      await clock.advance(500)
    }
  }
  return { sink, store, memory, lines, frames, settle, clock }
}

const structuredCloneFrame = (frame: Frame): Frame => ({
  ...frame,
  time: { tsMs: frame.time.tsMs.slice(), asOfMs: frame.time.asOfMs.slice() },
  columns: Object.fromEntries(
    Object.entries(frame.columns).map(([node, columns]) => [
      node,
      Object.fromEntries(
        Object.entries(columns).map(([name, array]) => [name, typeof array === 'function' ? array : array.slice()]),
      ),
    ]),
  ),
})

const candles = async (store: Store) =>
  (await store.sortedRange('md:candles:EUR_USD:M1', 0, Number.POSITIVE_INFINITY)).length
const history = async (store: Store) =>
  (await store.listRange('ws:manifold:hist:EUR_USD')).map(
    (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as { ts: number },
  )

describe('mirrorSink', () => {
  test('a frame can be reused at once, and nothing is written while the slice is stepped', async () => {
    const { store, frames, settle, memory } = await feed([])
    expect(store.batches.length).toBe(0)
    for (const frame of frames) columnsOf(frame, nodes.candle).present.fill(0)
    await settle()
    expect(await candles(memory)).toBe(160)
  })

  test('a short outage loses nothing and is logged at its start and end', async () => {
    const { sink, memory, lines, settle } = await feed(['fine', 'away', 'away', 'away'])
    await settle()
    expect(sink.counts()).toEqual({ written: 160, dropped: 0, waiting: 0 })
    expect(await candles(memory)).toBe(160)
    expect(lines).toEqual([
      'mirrors: waiting for the store: store: no answer',
      'mirrors: the store is back; 0 slices dropped since the start',
    ])
  })

  test('a batch whose reply was lost is not pushed twice', async () => {
    const late: Trouble[] = Array.from({ length: 140 }, (): Trouble => 'fine')
    const { memory, settle } = await feed([...late, 'late', 'away', 'late'])
    await settle()
    const stamps = (await history(memory)).map(({ ts }) => ts)
    expect(stamps.length).toBe(160 - 128)
    expect(new Set(stamps).size).toBe(stamps.length)
  })

  test('a full queue drops and counts the oldest slices and keeps the newest', async () => {
    const { sink, memory, settle, frames } = await feed(
      Array.from({ length: 5 }, (): Trouble => 'away'),
      {
        waitingMax: 10,
        between: () => new Promise((resolve) => setImmediate(resolve)),
      },
    )
    expect(sink.counts().waiting).toBeLessThanOrEqual(10)
    await settle()
    const { written, dropped } = sink.counts()
    expect(written + dropped).toBe(160)
    expect(dropped).toBeGreaterThan(100)
    expect((await history(memory)).at(-1)!.ts).toBe(frames.at(-1)!.time.tsMs[0])
  })

  test('a slice that the store refuses is dropped, the next one is written', async () => {
    const { sink, lines, settle } = await feed(['refused'])
    await settle()
    expect(sink.counts()).toEqual({ written: 159, dropped: 1, waiting: 0 })
    expect(lines).toEqual([expect.stringMatching(/^mirrors: slice \d+ dropped: store: full$/)])
  })

  test('close makes one last attempt and then ends', async () => {
    const away = Array.from({ length: 1000 }, (): Trouble => 'away')
    const { sink, store } = await feed(away)
    await sink.close?.()
    expect(sink.counts()).toEqual({ written: 0, dropped: 160, waiting: 0 })
    expect(store.batches.length).toBeLessThanOrEqual(2)
    const fine = await feed([])
    await fine.sink.close?.()
    expect(fine.sink.counts()).toEqual({ written: 160, dropped: 0, waiting: 0 })
  })

  test('candle, signal and mirrors of one slice form one batch', async () => {
    const { store, settle } = await feed([])
    await settle()
    const keys = store.batches.at(-1)!.map((write) => (write.op === 'publish' ? write.channel : write.key))
    for (const name of ['md:candles:EUR_USD:M1', 'sep:signal_index:EUR_USD', 'ws:last:manifold:EUR_USD', 'ws:manifold'])
      expect(keys).toContain(name)
    for (const name of ['opt:rolling:gates_blob', 'risk:allocation_weights', 'risk:alloc_budget'])
      expect(keys).toContain(name)
    expect(store.batches.length).toBe(160)
  })
})
