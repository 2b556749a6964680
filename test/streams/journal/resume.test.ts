/** Restart = snapshot + tail: wherever a life ends, the next one continues as if it had not. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { encodeSnapshot } from '../../../graph/engine/run/snapshot.js'
import { decodeStored, encodeStored } from '../../../streams/snapshot/stored.js'
import { replayJournal } from '../../../streams/journal/replay.js'
import { trimJournal } from '../../../streams/journal/trim.js'
import type { CrashLabel, CrashPoints } from '../../../lib/crash-points.js'
import { eager, runSep } from '../../support/sep-run.js'
import { ACCOUNT, graphOf, recording } from '../../support/recorded-journal.js'
import { unreliable } from './tampered.js'

const keys = journalKeys(ACCOUNT)
const always = { account: ACCOUNT, fromMs: 0, toMs: 4e12, graphOf }
const stateOf = (compiled: Compiled) => Buffer.from(encodeSnapshot(compiled.snapshot())).toString('base64')
/** Dies when the label is reached for the nth time. */
const dieAt = (label: CrashLabel, n: number): CrashPoints => {
  let reached = 0
  return {
    at: (here) => {
      if (here === label && ++reached === n) throw new Error('killed')
      return undefined
    },
  }
}

describe('resume', () => {
  test('snapshot and tail give the bytes of one run, wherever it stops or is killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.record({ slices: fc.integer({ min: 1, max: 110 }), killed: fc.boolean() }), {
          minLength: 1,
          maxLength: 3,
        }),
        async (seed, lives) => {
          const recorded = recording({ seed, minutes: 220 })
          for (const life of lives) await recorded.live(life)
          const { resumed } = await recorded.live()
          const whole = runSep(recorded.series)
          expect(resumed.differingSlices).toBe(0)
          expect(
            [...recorded.digest.columns()].filter(([name, hash]) => whole.digest.columns().get(name) !== hash),
          ).toEqual([])
          const result = await replayJournal({ ...always, store: recorded.store })
          expect(result).toMatchObject({ equal: 220, differing: 0, unrecorded: 0 })
        },
      ),
      { numRuns: 5 },
    )
  })

  test('death at any step of a slice loses none and repeats none', async () => {
    const whole = runSep(recording({ minutes: 150 }).series)
    for (const label of ['slice.closed', 'slice.journaled', 'decision.made'] as const) {
      for (const n of [1, 2, 97]) {
        const recorded = recording({ minutes: 150 })
        // What was closed and not journaled comes again, as a poll after the start would bring it.
        const again = label === 'slice.closed' ? n - 1 : n
        await recorded.live({ killed: true, crash: dieAt(label, n) })
        if (label === 'slice.closed') recorded.rewind()
        const { compiled, resumed } = await recorded.live()
        expect([label, n, resumed.place.seq]).toEqual([label, n, again])
        expect(stateOf(compiled)).toBe(stateOf(whole.compiled))
        expect(await replayJournal({ ...always, store: recorded.store })).toMatchObject({ equal: 150, unrecorded: 0 })
      }
    }
  })

  test('a start after a clean stop has no tail; after a kill it is at most the minutes since the last hour', async () => {
    const recorded = recording({ minutes: 600 })
    await recorded.live({ slices: 100 })
    expect((await recorded.live({ slices: 290, killed: true })).resumed.tailSlices).toBe(0)
    const { resumed } = await recorded.live({ slices: 1 })
    expect(resumed.tailSlices).toBe(30)
    expect(resumed.notes[0]).toContain('snapshot at 2024-03-05T13:00:00.000Z restored')
  })

  test('a damaged newer snapshot is reported and the older one used', async () => {
    const recorded = recording({ minutes: 400 })
    await recorded.live({ slices: 300, killed: true })
    const values = await Promise.all(keys.snapshots.map((key) => recorded.store.get(key)))
    const bytes = (values[0] as Uint8Array).slice()
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 4
    await recorded.store.write([{ op: 'set', key: keys.snapshots[0], value: bytes }])
    const { resumed, compiled } = await recorded.live()
    expect(resumed.notes[0]).toBe('snapshot in slot 0: snapshot: its digest is wrong')
    expect(resumed.notes[1]).toContain('snapshot at 2024-03-05T11:00:00.000Z restored')
    expect(stateOf(compiled)).toBe(stateOf(runSep(recorded.series).compiled))
    // The damaged slot was the one to write again.
    expect(await recorded.store.get(keys.snapshots[0])).not.toEqual(bytes)
  })

  test('a snapshot that the journal does not confirm is not used', async () => {
    const recorded = recording({ minutes: 300 })
    await recorded.live({ slices: 100, killed: true })
    const { place, snapshot } = decodeStored((await recorded.store.get(keys.snapshots[0])) as Uint8Array)
    const hash = place.hash.map((byte, n) => (n === 0 ? byte ^ 1 : byte))
    await recorded.store.write([
      { op: 'set', key: keys.snapshots[0], value: encodeStored({ ...place, hash }, snapshot) },
    ])
    const { resumed, compiled } = await recorded.live()
    expect(resumed.notes[0]).toBe('snapshot at 2024-03-05T08:00:00.000Z: the journal has another entry there, not used')
    expect(resumed.tailSlices).toBe(100)
    expect(stateOf(compiled)).toBe(stateOf(runSep(recorded.series).compiled))
  })

  test('both snapshots damaged: from the start record', async () => {
    const recorded = recording({ minutes: 300 })
    await recorded.live({ slices: 290 })
    for (const key of keys.snapshots) await recorded.store.write([{ op: 'set', key, value: 'no snapshot' }])
    const { resumed, compiled } = await recorded.live()
    expect(resumed.tailSlices).toBe(290)
    expect(stateOf(compiled)).toBe(stateOf(runSep(recorded.series).compiled))
  })

  test('changed settings keep the state; the journal replays across the change', async () => {
    const recorded = recording({ minutes: 400 })
    await recorded.live({ slices: 250 })
    await expect(recorded.live({ settings: eager('allocate.topK=2') })).rejects.toThrow(
      /node strategy, .*; settings have changed since: [^;]*\ballocate\.topK 3 -> 2\b[^;]*; start with .*--speed.*--reset-node/,
    )
    const { resumed } = await recorded.live({
      settings: eager('allocate.topK=2'),
      resetNodes: ['strategy', 'size', 'risk'],
    })
    expect(resumed.notes).toContain('the graph has changed since')
    expect(resumed.notes.join()).toContain('reset: strategy, size, risk')
    const result = await replayJournal({ ...always, store: recorded.store })
    expect(result).toMatchObject({ equal: 400, differing: 0 })
  })

  test('a margin rate that the broker has changed keeps the state and is reported', async () => {
    const recorded = recording({ minutes: 300 })
    await recorded.live({ slices: 200 })
    const dearer = recording({ minutes: 300, marginRate: 0.05, store: recorded.store })
    await dearer.live({ slices: 0 })
    const { resumed } = await dearer.live({ slices: 0 })
    expect(resumed.place.seq).toBe(200)
    const result = await replayJournal({ ...always, store: recorded.store })
    expect(result).toMatchObject({ equal: 200, differing: 0 })
  })

  test('another world is refused', async () => {
    const recorded = recording({ minutes: 40 })
    await recorded.live({ slices: 20 })
    const other = recording({ minutes: 40, names: ['EUR_USD', 'GBP_USD'] })
    await expect(other.live({ store: recorded.store })).rejects.toThrow(
      'is of EUR_USD (5 digits), GBP_USD (5 digits), USD_JPY (3 digits) in USD, now it would be',
    )
  })

  test('a slice waits while the store is unreachable; a lost answer makes no second entry', async () => {
    const recorded = recording({ minutes: 60 })
    const store = unreliable(recorded.store, (n) => (n > 20 && n % 7 < 3 ? (n % 2 ? 'before' : 'after') : null))
    await recorded.live({ store })
    const result = await replayJournal({ ...always, store: recorded.store })
    expect(result).toMatchObject({ equal: 60, differing: 0, unrecorded: 0 })
    expect(recorded.sent).toHaveLength(60)
  })

  test('a newer owner of the lease ends the older life before it steps', async () => {
    const recorded = recording({ minutes: 60 })
    const crash: CrashPoints = {
      at: (label) => {
        if (label === 'slice.closed' && recorded.sent.length === 30)
          return recorded.store.acquireLease(keys.lease, 'test', 1000) as Promise<never>
        return undefined
      },
    }
    await expect(recorded.live({ crash })).rejects.toThrow('a newer process holds the lease')
    expect(recorded.sent).toHaveLength(30)
  })

  test('a step that throws leaves no snapshot of half a slice', async () => {
    const recorded = recording({ minutes: 60 })
    const breaking = { at: 40 }
    await expect(recorded.live({ breaking })).rejects.toThrow('broken step')
    const { resumed, compiled } = await recorded.live()
    expect(resumed.notes[0]).toContain('no snapshot before it')
    expect(resumed.tailSlices).toBe(40)
    expect(stateOf(compiled)).toBe(stateOf(runSep(recorded.series).compiled))
  })

  test('trimming keeps the start of the slices that stay', async () => {
    const recorded = recording({ minutes: 300 })
    await recorded.live({ slices: 200 })
    await recorded.live({ settings: eager('guards.maxHazard=0.9') })
    const total = await recorded.store.length(keys.slice)
    const fromMs = (recorded.series[0]?.tMs[0] as number) + 250 * 60_000
    expect(await trimJournal(recorded.store, ACCOUNT, fromMs - 100 * 60_000)).toBe(0)
    // The second start carried its state, so nothing before it is needed.
    expect(await trimJournal(recorded.store, ACCOUNT, fromMs)).toBe(201)
    expect(await recorded.store.length(keys.slice)).toBe(total - 201)
    const result = await replayJournal({ ...always, store: recorded.store })
    expect(result).toMatchObject({ equal: 100, differing: 0, unrecorded: 0 })
  })
})
