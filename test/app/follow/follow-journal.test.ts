/** The follower of a journal sees what the pipeline computed, through restarts, outages and other graphs. */
import { describe, expect, test } from 'vitest'
import type { Settings } from '../../../app/config/settings.js'
import { followJournal } from '../../../app/follow/follow-journal.js'
import type { FollowState } from '../../../app/follow/follow-state.js'
import { explain } from '../../../graph/explain/explain.js'
import { ColumnsDigest } from '../../../graph/engine/hash/hash.js'
import { recordSlices } from '../../../graph/engine/run/record-slices.js'
import { systemClock } from '../../../lib/clock.js'
import { SepError } from '../../../model/error-codes.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Store } from '../../../store/store.js'
import { explainJournal } from '../../../streams/journal/explain/explain.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { ACCOUNT, graphOf, recording } from '../../support/recorded-journal.js'
import { eager } from '../../support/sep-run.js'
import { until } from '../../support/until.js'

const WAIT_MS = 20_000
const ALL = Number.MAX_SAFE_INTEGER

/** One run of the follower: what it saw of each graph. */
const following = (store: Store, leadInMs = ALL, build = graphOf) => {
  const stop = new AbortController()
  const states: FollowState[] = []
  const lines: string[] = []
  const graphs: {
    readonly hash: string
    readonly digest: ColumnsDigest
    readonly times: number[]
    readonly explainLast: (name: string) => unknown
  }[] = []
  const running = followJournal({
    store,
    account: ACCOUNT,
    graphOf: build,
    leadInMs,
    clock: systemClock,
    signal: stop.signal,
    onState: (state) => {
      if (states.at(-1)?.phase !== state.phase) states.push(state)
    },
    log: (text) => lines.push(text),
    sinks: ({ graph, world, graphHash }) => {
      const ids = graph.nodes.map(({ id }) => id)
      const recorder = recordSlices(graph)
      const digest = new ColumnsDigest(graph, ids)
      const times: number[] = []
      graphs.push({
        hash: graphHash,
        digest,
        times,
        explainLast: (name) => explain(graph, world, recorder.last()!, name),
      })
      return [recorder, { write: (frame) => void times.push(frame.time.tsMs[0]!) }, { write: (f) => digest.add(f) }]
    },
  })
  const now = () => graphs.at(-1)
  const at = async (tsMs: number) =>
    until(
      `the slice of ${tsMs}`,
      WAIT_MS,
      () => now()?.times.at(-1) === tsMs,
      () => `${lines.join('\n')} ${JSON.stringify(states.at(-1))}`,
    )
  return {
    graphs,
    states,
    lines,
    now: () => graphs.at(-1)!,
    at,
    phase: (phase: FollowState['phase']) =>
      until(
        `phase ${phase}`,
        WAIT_MS,
        () => states.find((state) => state.phase === phase),
        () => lines.join('\n'),
      ),
    end: async () => {
      stop.abort()
      await running
    },
  }
}

const recorded = (more: Parameters<typeof recording>[0] = {}) =>
  recording({ minutes: 400, ...more, store: memoryStore({ clock: systemClock }) })
const lastSlice = async (store: Store): Promise<number> => {
  const id = await store.lastId(journalKeys(ACCOUNT).slice)
  return Number(id?.slice(0, id.length - 2))
}

describe('the follower of a journal', () => {
  test('sees every column of every slice as the pipeline did, over kills and clean stops, live and afterwards', async () => {
    const made = recorded()
    const early = following(made.store)
    expect((await early.phase('waiting')).text).toBe(
      `account ${ACCOUNT} has no journal on this store yet: no pipeline has run`,
    )
    await made.live({ slices: 120 })
    await made.live({ slices: 60, killed: true })
    await made.live({ slices: 100 })
    const late = following(made.store)
    for (const each of [early, late]) {
      await each.at(await lastSlice(made.store))
      expect(each.graphs).toHaveLength(1)
      expect(each.now().times).toHaveLength(280)
      expect(each.now().digest.columns()).toEqual(made.digest.columns())
      await each.end()
    }
  })

  test('from the newest snapshot: the same explanations as sep replay gives', async () => {
    const made = recorded()
    await made.live({ slices: 200 })
    await made.live({ slices: 50, killed: true })
    const tsMs = await lastSlice(made.store)
    const life = following(made.store, 0)
    await life.at(tsMs)
    expect(life.now().times.length).toBeLessThanOrEqual(50)
    for (const { instrument } of made.series) {
      const { verdict, steps } = await explainJournal({
        store: made.store,
        account: ACCOUNT,
        graphOf,
        tsMs,
        instrument,
      })
      expect(life.now().explainLast(instrument)).toMatchObject({ verdict, steps })
    }
    await life.end()
  })

  test('a lead-in begins so far before the end, with the state of before', async () => {
    const made = recorded()
    await made.live({ slices: 300 })
    const life = following(made.store, 30 * 60_000)
    const tsMs = await lastSlice(made.store)
    await life.at(tsMs)
    expect(tsMs - life.now().times[0]!).toBeGreaterThanOrEqual(30 * 60_000)
    await life.end()
  })

  test('a pipeline that starts again with other settings is another graph, with sinks of its own', async () => {
    const made = recorded()
    await made.live({ slices: 100 })
    const life = following(made.store)
    await life.at(await lastSlice(made.store))
    await made.live({ slices: 50, settings: eager('guards.maxEntropy=0.9') })
    await life.at(await lastSlice(made.store))
    expect(life.graphs.map(({ times }) => times.length)).toEqual([100, 50])
    expect(life.graphs[0]!.hash).not.toBe(life.graphs[1]!.hash)
    await life.end()
  })

  test('a checkpoint of the same graph goes on in the same sinks', async () => {
    const made = recorded()
    await made.live({ slices: 200, checkpointEveryMs: 60 * 60_000 })
    const life = following(made.store)
    await life.at(await lastSlice(made.store))
    expect(life.graphs).toHaveLength(1)
    expect(life.now().digest.columns()).toEqual(made.digest.columns())
    await life.end()
  })

  test('a store that is away for a while: it shows that, keeps what it has, and goes on without a hole', async () => {
    const made = recorded()
    await made.live({ slices: 100 })
    let isAway = false
    const away = async () => {
      if (isAway) throw new SepError('store-unavailable', 'store: no answer')
    }
    const store: Store = {
      ...made.store,
      range: async (...of) => (await away(), made.store.range(...of)),
      tail: async (...of) => (await away(), made.store.tail(...of)),
    }
    const life = following(store)
    await life.at(await lastSlice(made.store))
    isAway = true
    expect((await life.phase('away')).text).toBe('store: no answer')
    await made.live({ slices: 100 })
    isAway = false
    await life.at(await lastSlice(made.store))
    expect(life.graphs).toHaveLength(1)
    expect(life.now().digest.columns()).toEqual(made.digest.columns())
    await life.end()
  })

  test('a store that lost the journal is noticed, and what is written next is shown', async () => {
    const made = recorded()
    await made.live({ slices: 100 })
    const life = following(made.store)
    await life.at(await lastSlice(made.store))
    const { slice, decision, snapshots } = journalKeys(ACCOUNT)
    await made.store.write([slice, decision, ...snapshots].map((key) => ({ op: 'delete', key })))
    await until('the loss', WAIT_MS, () => life.lines.some((line) => line.includes('the store lost it')))
    await made.live({ slices: 20 })
    await life.at(await lastSlice(made.store))
    expect(life.now().times).toHaveLength(20)
    await life.end()
  })

  test('a graph that this version cannot build is named; the next one that it can is followed', async () => {
    const made = recorded()
    await made.live({ slices: 50 })
    const other = eager('guards.maxEntropy=0.9')
    // This version builds the first graph in another way.
    const life = following(made.store, ALL, (name, config) =>
      graphOf(name, (config as Settings).guards.maxEntropy === 0.9 ? config : eager('guards.cMin=0.5')),
    )
    expect((await life.phase('refused')).text).toMatch(
      /^journal 101-001-1-001 was written by graph \w{12} .* this code builds/,
    )
    await made.live({ slices: 30, settings: other })
    await life.at(await lastSlice(made.store))
    expect(life.now().times).toHaveLength(30)
    await life.end()
  })
})
