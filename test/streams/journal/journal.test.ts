/** The journal of a live process replays to the same bytes, and any change in it is named. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { decodeDecision, encodeDecision } from '../../../streams/decisions/record.js'
import type { AnyArray } from '../../../graph/engine/run/frame.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { decodeRecord, encodeRecord, type SliceRecord } from '../../../streams/journal/records.js'
import type { Lease, Store, StreamEntry } from '../../../store/store.js'
import { openEntry, sealEntry } from '../../../streams/sealed-entry.js'
import { sep } from '../../../graph/sep.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { sliceLayout } from '../../../graph/engine/run/slice-layout.js'
import { createWorld } from '../../../model/world.js'
import { replayJournal } from '../../../streams/journal/replay.js'
import { compareHistory } from '../../../app/replay/compare-history.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { memoryStore } from '../../../store/memory/store.js'
import { testClock } from '../../support/test-clock.js'
import { eager, runSep } from '../../support/sep-run.js'
import { ACCOUNT, graphOf, type Recording, recording } from '../../support/recorded-journal.js'
import { flip, tampered } from './tampered.js'

const { slice: SLICES, decision: DECISIONS, snapshots: SLOTS } = journalKeys(ACCOUNT)
const always = { account: ACCOUNT, fromMs: 0, toMs: 4e12, graphOf }
const LAYOUT = sliceLayout(sep(eager()), ['candle', 'quote', 'control', 'execution'])

let recorded: Recording
let entries: readonly StreamEntry[]
beforeAll(async () => {
  recorded = recording()
  await recorded.live()
  entries = await recorded.store.range(SLICES, '0')
})

describe('replay of a journal', () => {
  test('600 recorded slices with their orders come out equal', async () => {
    const result = await replayJournal({ ...always, store: recorded.store })
    expect(result).toMatchObject({ equal: 600, differing: 0, unrecorded: 0, leadIn: 0, first: null })
    expect(result.orders).toBeGreaterThan(50)
  })

  test('a late span starts from the nearest snapshot before it', async () => {
    const fromMs = Number.parseInt(entries.at(-30)!.id, 10)
    const result = await replayJournal({ ...always, store: recorded.store, fromMs })
    expect(result).toMatchObject({ fromMs, equal: 30, differing: 0 })
    expect(result.leadIn).toBeLessThan(60)
    expect(result.notes.join()).toContain('restored')
  })

  test('a flipped bit of any journal entry is named', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom('prev', 'hash', 'body'),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        async (n, field, byte, bit) => {
          const { id } = entries[n % entries.length] as StreamEntry
          const store = tampered(recorded.store, SLICES, (one) => (one.id === id ? flip(one, field, byte, bit) : one))
          await expect(replayJournal({ ...always, store })).rejects.toThrow(`entry ${id}: damaged`)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('a slice under the id of another time is named', async () => {
    const { id } = entries.at(-1) as StreamEntry
    const later = `${Number(id.split('-')[0]) + 60_000}-0`
    const store = tampered(recorded.store, SLICES, (one) => (one.id === id ? { ...one, id: later } : one))
    await expect(replayJournal({ ...always, store })).rejects.toThrow(`entry ${later}: holds the slice of`)
  })

  test('a flipped bit of a decision is named', async () => {
    const decisions = await recorded.store.range(DECISIONS, '0')
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom('seq', 'slice', 'digests', 'orders', 'sum'),
        fc.nat(),
        async (n, field, byte) => {
          const { id } = decisions[n % decisions.length] as StreamEntry
          const store = tampered(recorded.store, DECISIONS, (one) => (one.id === id ? flip(one, field, byte, 0) : one))
          await expect(replayJournal({ ...always, store })).rejects.toThrow(`entry ${id}: damaged`)
        },
      ),
      { numRuns: 8 },
    )
  })

  test('a missing entry is named by the one after it', async () => {
    const [gone, next] = [entries[300], entries[301]] as [StreamEntry, StreamEntry]
    const store = tampered(recorded.store, SLICES, (one) => (one.id === gone.id ? undefined : one))
    await expect(replayJournal({ ...always, store })).rejects.toThrow(`entry ${next.id}: does not follow`)
  })

  test('a changed close is named by the first slice, node and column that it reaches', async () => {
    for (const minute of [200, 411]) {
      const { series } = recorded
      const one = series[0] as CandleSeries
      const i = one.tMs.findIndex((openMs) => openMs >= (one.tMs[0] as number) + minute * 60_000)
      const changed = { ...one, c: one.c.map((value, n) => (n === i ? value * 1.001 : value)) }
      const store = await rewritten(recorded.store, (record) => {
        if (record.tsMs !== (one.tMs[i] as number) + 60_000) return record
        const n = LAYOUT.columns.findIndex(({ node, column }) => node === 'candle' && column === 'c')
        const columns = record.columns.map((values, at) => (at === n ? (values.slice() as AnyArray) : values))
        const k = series
          .map(({ instrument }) => instrument)
          .sort()
          .indexOf(one.instrument)
        ;(columns[n] as Float64Array)[k] = changed.c[i] as number
        return { ...record, columns }
      })
      const expected = firstDifference(series, [changed, ...series.slice(1)])
      const result = await replayJournal({ ...always, store })
      expect(result.first).toEqual(expected)
      expect(result.first?.tsMs).toBe((one.tMs[i] as number) + 60_000)
      expect(result.differing).toBeGreaterThan(10)
      expect(result.equal).toBeGreaterThanOrEqual(minute - 5)
    }
  })

  test('an empty span names the slices there are', async () => {
    await expect(replayJournal({ ...always, store: recorded.store, toMs: 1000 })).rejects.toThrow(
      'it holds 2024-03-05T07:01:00.000Z to 2024-03-05T17:00:00.000Z',
    )
  })
})

describe('journal against history', () => {
  test('counts the minutes at which downloaded candles differ and lists the first', async () => {
    const one = recorded.series[1] as CandleSeries
    const world = createWorld(loadInstruments(recorded.series.map(({ instrument }) => instrument)), 'USD')
    const drop = 40
    const revised: CandleSeries = {
      ...one,
      h: one.h.map((value, n) => (n === 10 ? value + 1e-5 : value)),
      tMs: one.tMs.map((openMs, n) => (n === drop ? openMs + 1 : openMs)),
    }
    const compare = async (series: readonly CandleSeries[]) => {
      const comparer = compareHistory(sep(eager()), world, series)
      await replayJournal({ ...always, store: recorded.store, onSlice: (record) => comparer.look(record) })
      return comparer.result()
    }
    expect(await compare(recorded.series)).toEqual({ minutes: 600, differing: 0, first: [] })
    expect(await compare(recorded.series.map((series) => (series === one ? revised : series)))).toEqual({
      minutes: 600,
      differing: 2,
      first: [
        {
          tsMs: (one.tMs[10] as number) + 60_000,
          instrument: one.instrument,
          column: 'h',
          journal: one.h[10],
          history: revised.h[10],
        },
        {
          tsMs: (one.tMs[drop] as number) + 60_000,
          instrument: one.instrument,
          column: 'present',
          journal: 1,
          history: 0,
        },
      ],
    })
  })
})

/** A copy of the journal with changed slices, sealed again from there on, its decisions bound to the new entries. */
const rewritten = async (from: Store, change: (record: SliceRecord) => SliceRecord): Promise<Store> => {
  const store = memoryStore({ clock: testClock() })
  const lease = (await store.acquireLease(journalKeys(ACCOUNT).lease, 'test', 1000)) as Lease
  const hashes = new Map<string, Uint8Array>()
  let prev: Uint8Array = new Uint8Array(32)
  for (const { id, fields } of await from.range(SLICES, '0')) {
    const record = decodeRecord(openEntry(fields, id).body, id)
    const sealed = sealEntry(prev, encodeRecord(record.kind === 'slice' ? change(record) : record))
    prev = sealed.hash
    hashes.set(id, prev)
    await store.fencedAppend(lease, [{ stream: SLICES, id, fields: sealed.fields }])
  }
  for (const { id, fields } of await from.range(DECISIONS, '0')) {
    const decision = { ...decodeDecision(fields, id), slice: hashes.get(id) as Uint8Array }
    await store.fencedAppend(lease, [{ stream: DECISIONS, id, fields: encodeDecision(decision) }])
  }
  for (const slot of SLOTS) expect(await store.get(slot)).toBeNull()
  return store
}

/** The obvious way: run both markets slice by slice and compare every column. */
const firstDifference = (a: readonly CandleSeries[], b: readonly CandleSeries[]) => {
  const rows = (series: readonly CandleSeries[]) => {
    const seen: { tsMs: number; node: string; column: string; text: string }[] = []
    runSep(series, {
      cuts: [1],
      look: (frame, { graph }) => {
        for (const node of graph.nodes) {
          if (node.role === 'source') continue
          for (const [column, { shape }] of Object.entries(node.schema)) {
            const values = frame.columns[node.id]?.[column] as Float64Array
            const at = frame.columns[node.id]?.['at'] as Uint32Array | undefined
            const length = shape === 'row' ? frame.count : shape === 'slice' ? 1 : (at?.[1] ?? 0)
            seen.push({
              tsMs: frame.time.tsMs[0] as number,
              node: node.id,
              column,
              text: [...values.subarray(0, length)].map((value) => (Object.is(value, -0) ? '-0' : value)).join(),
            })
          }
        }
      },
    })
    return seen
  }
  const other = rows(b)
  const found = rows(a).find((row, n) => row.text !== other[n]?.text)
  return found && { tsMs: found.tsMs, node: found.node, column: found.column }
}
