import fc from 'fast-check'
import { of, toArray, lastValueFrom } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { testClock } from '../../support/test-clock.js'
import { compile, type Compiled } from '../../../graph/engine/run/compile.js'
import { defineGraph } from '../../../graph/engine/define/define.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { ColumnsDigest } from '../../../graph/engine/hash/hash.js'
import { bind } from '../../../graph/engine/define/operator.js'
import { plan, warmupMinutes } from '../../../graph/engine/define/plan.js'
import { drive, lift, pipeline, run } from '../../../graph/engine/run/rx.js'
import { decodeSnapshot, encodeSnapshot } from '../../../graph/engine/run/snapshot.js'
import { subgraph } from '../../../graph/engine/define/subgraph.js'
import { broker, mean, price, toyGraph, toySlot, toyWorld, type ToySlice, writeSlices } from '../../support/toy.js'

const graph = toyGraph()
const world = toyWorld()
const bindings = [bind(toySlot, broker, {})]

/** Runs slices cut at the given lengths; `restore` puts a snapshot and a new instance between any two frames. */
const runCut = (slices: readonly ToySlice[], cuts: readonly number[], restore: boolean) => {
  const capacity = 16
  let compiled = compile(graph, world, { bindings, capacity })
  const digest = new ColumnsDigest(graph, ['mean', 'broker', 'orderer'])
  let from = 0
  for (let i = 0; from < slices.length; i++) {
    const to = Math.min(slices.length, from + (cuts[i % cuts.length] ?? 1))
    step(compiled, slices, from, to)
    digest.add(compiled.frame)
    compiled.end()
    if (restore) {
      const snapshot = decodeSnapshot(encodeSnapshot(compiled.snapshot()))
      compiled = compile(graph, world, { bindings, capacity, snapshot })
    }
    from = to
  }
  return digest
}

const step = (compiled: Compiled, slices: readonly ToySlice[], from: number, to: number): Frame => {
  writeSlices(compiled.frame, slices, from, to)
  compiled.begin()
  for (const stage of compiled.stages) stage.run(compiled.frame)
  return compiled.frame
}

const slicesOf = fc
  .array(
    fc.tuple(
      fc.option(fc.double({ min: 1, max: 2, noNaN: true })),
      fc.option(fc.double({ min: 1, max: 2, noNaN: true })),
    ),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((rows) => rows.map((prices, i) => ({ tsMs: (i + 1) * 60_000, prices })))

describe('engine', () => {
  test('any cutting into frames and any snapshot/restore gives the same bytes', () => {
    fc.assert(
      fc.property(
        slicesOf,
        fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        (slices, cuts, restore) => {
          expect([...runCut(slices, cuts, restore).columns()]).toEqual([...runCut(slices, [1], false).columns()])
        },
      ),
    )
  })

  test('a changed future never changes the past', () => {
    fc.assert(
      fc.property(slicesOf, fc.nat(), (slices, cut) => {
        const t = cut % slices.length
        const mutated = slices.map((slice, i) => (i <= t ? slice : { ...slice, prices: slice.prices.map(() => 9) }))
        expect(runCut(slices.slice(0, t + 1), [5], false).digest()).toBe(
          runCut(mutated.slice(0, t + 1), [3], false).digest(),
        )
        const whole = compile(graph, world, { bindings, capacity: 64 })
        const a = step(whole, slices, 0, slices.length).columns['broker']?.['total'] as Float64Array
        const before = a.slice(0, t + 1)
        const again = compile(graph, world, { bindings, capacity: 64 })
        const b = step(again, mutated, 0, slices.length).columns['broker']?.['total'] as Float64Array
        expect(b.slice(0, t + 1)).toEqual(before)
      }),
    )
  })

  test('an order reaches the broker exactly one slice later, and is ordered once', () => {
    const compiled = compile(graph, world, { bindings, capacity: 8 })
    const slices = [1, 1, 1, 1].map((_, i) => ({ tsMs: (i + 1) * 60_000, prices: [1, null] }))
    const frame = step(compiled, slices, 0, 4)
    const order = frame.columns['orderer']?.['units'] as Float64Array
    const account = frame.columns['broker']?.['units'] as Float64Array
    // mean of EUR_USD: .25, .4375, .578125, .68359375
    expect([account[0], account[2], account[4], account[6]]).toEqual([0, 0.25, 0.4375, 0.578125])
    expect(order[2]).toBeCloseTo(0.1875, 12)
    expect((frame.columns['broker']?.['at'] as Uint32Array).slice(0, 5)).toEqual(Uint32Array.of(0, 0, 1, 2, 3))
  })

  test('plan: the loop is one component in declaration order, the rest follows the data', () => {
    expect(plan(graph)).toEqual([
      { nodes: ['price'], loop: false },
      { nodes: ['mean'], loop: false },
      { nodes: ['broker', 'orderer'], loop: true },
    ])
    expect(warmupMinutes(graph)).toBe(10)
  })

  test('a feedback outside a loop is only a delay: the producer runs first', () => {
    const delayed = defineGraph('delayed', (g) => {
      const source = g.source('price', price)
      const placed = g.feedback('placed', { mean: mean.out.mean })
      const late = g.node('late', lateMean, {}, { previous: placed.previous })
      placed.close(g.node('mean', mean, {}, { price: source }))
      g.sink('late', late)
    })
    expect(plan(delayed).map((component) => component.nodes)).toEqual([['price'], ['mean'], ['late']])
    const compiled = compile(delayed, world, { capacity: 2 })
    const slices = [4, 8, 8].map((p, i) => ({ tsMs: (i + 1) * 60_000, prices: [p, p] }))
    const first = step(compiled, slices, 0, 2).columns['late']?.['mean'] as Float64Array
    expect([first[0], first[2]]).toEqual([0, 2])
    compiled.end()
    expect((step(compiled, slices, 2, 3).columns['late']?.['mean'] as Float64Array)[0]).toBe(5)
  })

  test('time must go forward, also over frames', () => {
    const compiled = compile(graph, world, { bindings, capacity: 4 })
    step(compiled, [{ tsMs: 120_000, prices: [1, 1] }], 0, 1)
    compiled.end()
    expect(() => step(compiled, [{ tsMs: 60_000, prices: [1, 1] }], 0, 1)).toThrow(
      /forward in time: 60000 after 120000/,
    )
  })

  test('snapshots: another graph, a damaged state, a missing binding are refused', () => {
    const compiled = compile(graph, world, { bindings })
    const snapshot = compiled.snapshot()
    expect(() => compile(graph, toyWorld(['EUR_USD']), { bindings, snapshot })).toThrow(/snapshot is of graph/)
    const bytes = encodeSnapshot(snapshot)
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 255
    expect(() => decodeSnapshot(bytes.subarray(0, 20))).toThrow(/cannot be read/)
    expect(() => compile(graph, world)).toThrow('slot broker: nothing is bound to it')
    const foreign = {
      ...snapshot,
      nodes: snapshot.nodes.map((node) => (node.id === 'broker' ? { ...node, kind: 'other@1' } : node)),
    }
    expect(() => compile(graph, world, { bindings, snapshot: foreign })).toThrow(
      /no fitting state of node broker, .* reset the node/,
    )
    const cold = compile(graph, world, { bindings, snapshot: foreign, resetNodes: ['broker'] })
    expect(cold.cold).toEqual(['broker'])
  })

  test('subgraph makes sources of outside producers and never cuts a loop', () => {
    const part = subgraph(graph, ['broker', 'orderer'])
    expect(part.nodes.map((node) => [node.id, node.role])).toEqual([
      ['price', 'source'],
      ['mean', 'source'],
      ['broker', 'slot'],
      ['orderer', 'node'],
    ])
    expect(() => subgraph(graph, ['broker'])).toThrow('a cut inside the loop broker, orderer is not possible')
    expect(() => subgraph(graph, ['nope'])).toThrow("graph toy has no node 'nope'")
  })
})

const lateMean = { ...mean, kind: 'late@1', in: { previous: { mean: mean.out.mean } }, step: stepLate }
function stepLate(
  state: { count: number },
  _time: unknown,
  input: { previous: { mean: Float64Array } },
  output: { mean: Float64Array },
  from: number,
  to: number,
): void {
  for (let i = from * state.count; i < to * state.count; i++) output.mean[i] = input.previous.mean[i] ?? 0
}

describe('rx', () => {
  const frames = function* (compiled: Compiled, slices: readonly ToySlice[], closed?: () => void) {
    try {
      for (let s = 0; s < slices.length; s++) yield writeSlices(compiled.frame, slices, s, s + 1)
    } finally {
      closed?.()
    }
  }
  const slices = [1, 2, 3].map((p, i) => ({ tsMs: (i + 1) * 60_000, prices: [p, p] }))

  test('run: frames reach the sinks in order, sinks are waited for and closed', async () => {
    const compiled = compile(graph, world, { bindings, capacity: 1 })
    const seen: number[] = []
    let waits = 0
    let closed = false
    await run(compiled, () => frames(compiled, slices), [
      {
        write: async (frame) => {
          const ts = frame.time.tsMs[0] as number
          await Promise.resolve()
          waits++
          seen.push(ts)
        },
        close: () => {
          closed = true
        },
      },
    ])
    expect([seen, waits, closed]).toEqual([[60_000, 120_000, 180_000], 3, true])
  })

  test('a throwing step ends the run, closes source and sinks; a throwing tap does not', async () => {
    const compiled = compile(graph, world, { bindings, capacity: 1 })
    const reported: unknown[] = []
    const pipe = pipeline(compiled, (error) => reported.push(error))
    const observed: number[] = []
    pipe.tap('mean', () => {
      throw new Error('tap')
    })
    pipe.observe('mean').subscribe((frame) => observed.push(frame.slices))
    await run(compiled, () => frames(compiled, slices), [], { pipe })
    expect(observed).toEqual([1, 1, 1])
    expect(reported.map(String)).toEqual(['Error: tap', 'Error: tap', 'Error: tap'])

    const bad = compile(graph, world, { bindings, capacity: 1 })
    let sourceClosed = false
    let sinkClosed = false
    const back = [...slices, { tsMs: 1, prices: [1, 1] }]
    await expect(
      run(bad, () => frames(bad, back, () => (sourceClosed = true)), [
        { write: () => {}, close: () => void (sinkClosed = true) },
      ]),
    ).rejects.toThrow(/forward in time/)
    expect([sourceClosed, sinkClosed]).toEqual([true, true])
  })

  test('a throwing sink ends the run with its error, closes source and sinks', async () => {
    const compiled = compile(graph, world, { bindings, capacity: 1 })
    const ended: string[] = []
    const writes: number[] = []
    const failing = {
      write: (frame: { readonly slices: number }) => {
        writes.push(frame.slices)
        throw new Error('disk full')
      },
      close: () => void ended.push('sink'),
    }
    await expect(run(compiled, () => frames(compiled, slices, () => ended.push('source')), [failing])).rejects.toThrow(
      'disk full',
    )
    expect([writes, ended.sort()]).toEqual([[1], ['sink', 'source']])
  })

  test('drive pulls one at a time and closes the source at unsubscribe', async () => {
    let open = 0
    let pulled = 0
    const source = async function* () {
      open++
      try {
        for (;;) yield pulled++
      } finally {
        open--
      }
    }
    let release: () => void = () => {}
    let gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const values: number[] = []
    const clock = testClock()
    const subscription = drive(source, () => gate, clock).subscribe((value) => values.push(value))
    await clock.yield()
    expect([values, pulled]).toEqual([[0], 1])
    const first = release
    gate = new Promise<void>((resolve) => {
      release = resolve
    })
    first()
    await clock.yield()
    expect([values, pulled, open]).toEqual([[0, 1], 2, 1])
    subscription.unsubscribe()
    release()
    await clock.yield()
    expect([values, pulled, open]).toEqual([[0, 1], 2, 0])
  })

  test('an aborted run ends without an error and closes an idle source', async () => {
    const compiled = compile(graph, world, { bindings, capacity: 1 })
    const abort = new AbortController()
    let closed = false
    const idle = async function* (signal: AbortSignal) {
      try {
        yield writeSlices(compiled.frame, slices, 0, 1)
        yield writeSlices(compiled.frame, slices, 1, 2)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      } finally {
        closed = true
      }
    }
    setImmediate(() => abort.abort())
    await run(compiled, idle, [], { signal: abort.signal })
    await testClock().yield()
    expect(closed).toBe(true)
  })

  test('lift makes an RxJS operator of one operator', async () => {
    const time = { tsMs: Float64Array.of(60_000), asOfMs: Float64Array.of(60_000) }
    const batch = { time, slices: 1, input: { price: { present: Uint8Array.of(1, 1), c: Float64Array.of(2, 4) } } }
    const out = await lastValueFrom(
      of(batch, batch).pipe(
        lift(mean, { alpha: 0.5 }, world, (n) => ({ mean: new Float64Array(n * 2) })),
        toArray(),
      ),
    )
    expect(out.map((columns) => [...columns.mean])).toEqual([
      [1, 2],
      [1.5, 3],
    ])
  })
})

test('telemetry counts frames and rows', () => {
  const compiled = compile(graph, world, { bindings, capacity: 4, clock: testClock() })
  step(
    compiled,
    [1, 2, 3].map((p, i) => ({ tsMs: i + 1, prices: [p, null] })),
    0,
    3,
  )
  expect(
    compiled.stats().map(({ nodes, frames, slices, rows, lastTsMs }) => ({ nodes, frames, slices, rows, lastTsMs })),
  ).toEqual([
    { nodes: ['mean'], frames: 1, slices: 3, rows: 6, lastTsMs: 3 },
    { nodes: ['broker', 'orderer'], frames: 1, slices: 3, rows: 6, lastTsMs: 3 },
  ])
})
