/** A sweep on a made market, its chunks computed once: what a killed process leaves behind is then made by cutting its files. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JobQueue, TrialFailure, TrialResult } from '../../../../app/trials/job-queue.js'
import { readTrialLedger } from '../../../../app/trials/ledger.js'
import { runChunk } from '../../../../app/trials/run-chunk.js'
import { type OpenSweep, openSweep } from '../../../../app/trials/sweep/open-sweep.js'
import { runSweep, type SweepRun, type SweepSummary } from '../../../../app/trials/sweep/run-sweep.js'
import { SepError } from '../../../../model/error-codes.js'
import { trialLine } from '../../../../model/trial-line.js'
import { testClock } from '../../../support/test-clock.js'

const root = mkdtempSync(join(tmpdir(), 'sep-sweep-'))
afterAll(() => rmSync(root, { recursive: true }))

const SPEC = [
  'name: s',
  'synth: {days: 2, seed: 3}',
  'instruments: {EUR_USD: {}, USD_JPY: {exit_cd: [0, 60, 300]}}',
  'grid: {look: [8, 12], exit_cd: [0, 60]}',
]
const opened = (lines: readonly string[], name = 's'): Promise<OpenSweep> => {
  const file = join(root, `${name}.yaml`)
  writeFileSync(file, lines.join('\n'))
  return openSweep(file, {}, { cache: null })
}

let open: OpenSweep
/** By index of the trial. */
const computed = new Map<number, TrialResult>()
beforeAll(async () => {
  open = await opened(SPEC)
  const indices = Array.from({ length: open.trials.count }, (_, k) => k)
  const { results } = await runChunk(open, open.market, indices, {
    memoryMb: 256,
    signal: new AbortController().signal,
  })
  for (const result of results) computed.set(result.index, result)
})

/** Answers each trial by itself, from what was computed. */
const scripted = (asked: number[] = [], failing: readonly TrialFailure[] = []): JobQueue => ({
  run: async (chunks, onDone, onFailed, signal) => {
    for (const index of chunks.flatMap(({ trials }) => trials)) {
      if (signal.aborted) return
      asked.push(index)
      const failure = failing.find((one) => one.index === index)
      if (failure) onFailed(failure)
      else await onDone([computed.get(index)!])
    }
  },
})

let folders = 0
const place = () => {
  const folder = join(root, `${++folders}`)
  return { out: folder, ledger: join(folder, 'ledger.ndjson') }
}
type Place = ReturnType<typeof place>
const running = (where: Place, changes: Partial<SweepRun> = {}, of: OpenSweep = open): Promise<SweepSummary> =>
  runSweep(of, {
    ...where,
    fresh: false,
    workers: 1,
    queue: scripted(),
    clock: testClock(Date.UTC(2024, 5, 1)),
    signal: new AbortController().signal,
    onFailed: () => {},
    onProgress: () => {},
    ...changes,
  })
const bytesOf = ({ out }: Place) => readFileSync(join(out, 'trials.ndjson'), 'utf8')
const ledgerOf = ({ ledger }: Place) => [...readTrialLedger(ledger).trials.keys()].toSorted()

describe('a sweep', () => {
  test('writes a line for each trial and instrument, in order, and computes nothing the second time', async () => {
    const where = place()
    expect(await running(where)).toMatchObject({ trials: 6, computed: 6, reused: 0, failed: 0, poison: 0 })
    const lines = bytesOf(where)
      .trim()
      .split('\n')
      .map((line) => trialLine.parse(JSON.parse(line)))
    expect(lines.map(({ params, instrument }) => [params['look'], params['exit_cd'], instrument])).toEqual([
      [8, 0, 'EUR_USD'],
      [8, 0, 'USD_JPY'],
      [8, 60, 'EUR_USD'],
      [8, 60, 'USD_JPY'],
      [12, 0, 'EUR_USD'],
      [12, 0, 'USD_JPY'],
      [12, 60, 'EUR_USD'],
      [12, 60, 'USD_JPY'],
      [8, 300, 'USD_JPY'],
      [12, 300, 'USD_JPY'],
    ])
    expect(lines[0]?.params).toEqual({ look: 8, exit_cd: 0, c_min: 0.5, thr_bps: 2, entry_cd: 60 })
    expect(lines[0]?.paramKey).toBe('c0.5:l8:t2:ec60:xc0')
    expect(ledgerOf(where)).toEqual(lines.map(({ resultHash }) => resultHash).toSorted())
    const before = bytesOf(where)
    expect(await running(where)).toMatchObject({ trials: 6, computed: 0, reused: 6 })
    expect(bytesOf(where)).toBe(before)
  })

  test('computes again what --fresh discards, and the ledger stays the same set', async () => {
    const where = place()
    await running(where)
    const before = ledgerOf(where)
    expect(await running(where, { fresh: true })).toMatchObject({ computed: 6, reused: 0 })
    expect(ledgerOf(where)).toEqual(before)
  })

  test('killed at any byte of its files ends in equal bytes, and nothing that was durable is computed again', async () => {
    const whole = place()
    await running(whole)
    const [log, ledger] = [readFileSync(join(whole.out, 'results.log')), readFileSync(whole.ledger)]
    const durableAt = (length: number) =>
      [
        ...log
          .subarray(0, length)
          .toString()
          .matchAll(/^\w{8} (\w{64}) .*\n/gm),
      ].map(([, hash]) => hash as string)
    await fc.assert(
      fc.asyncProperty(fc.nat(log.length), fc.nat(ledger.length), async (kept, written) => {
        const where = place()
        await running(where, { signal: AbortSignal.abort() })
        writeFileSync(join(where.out, 'results.log'), log.subarray(0, kept))
        writeFileSync(where.ledger, ledger.subarray(0, written))
        const durable = new Set(durableAt(kept))
        const asked: number[] = []
        await running(where, { queue: scripted(asked) })
        const again = asked.filter((index) =>
          computed.get(index)!.lines.every(({ resultHash }) => durable.has(resultHash)),
        )
        expect(again).toEqual([])
        expect(bytesOf(where)).toBe(bytesOf(whole))
        expect(ledgerOf(where)).toEqual(ledgerOf(whole))
        rmSync(where.out, { recursive: true })
      }),
      { numRuns: 30 },
    )
  })

  test('interrupted writes no trials.ndjson, and the next run goes on', async () => {
    const where = place()
    const stop = new AbortController()
    const done = await running(where, { signal: stop.signal, onProgress: (count) => count === 2 && stop.abort() })
    expect(done.computed).toBe(2)
    expect(() => bytesOf(where)).toThrow('ENOENT')
    expect(await running(where)).toMatchObject({ computed: 4, reused: 2 })
  })

  test('another sweep in the same folder takes what it shares and loses nothing', async () => {
    const where = place()
    await running(where)
    const before = bytesOf(where)
    const less = await opened(['name: t', ...SPEC.slice(1, 3), 'grid: {look: [8], exit_cd: [0, 60]}'], 't')
    expect(await running(where, {}, less)).toMatchObject({ trials: 3, computed: 0, reused: 3 })
    expect(await running(where)).toMatchObject({ computed: 0, reused: 6 })
    expect(bytesOf(where)).toBe(before)
  })

  test('a configuration that fails is reported, and the others have their lines', async () => {
    const where = place()
    const failed: TrialFailure[] = []
    const failing = [
      { index: 1, text: 'bad', poison: false },
      { index: 4, text: 'worse', poison: true },
    ]
    const summary = await running(where, { queue: scripted([], failing), onFailed: (one) => failed.push(one) })
    expect(summary).toMatchObject({ trials: 6, computed: 4, reused: 0, failed: 1, poison: 1 })
    expect(failed).toEqual(failing)
    expect(bytesOf(where).trim().split('\n')).toHaveLength(7)
    expect(await running(where)).toMatchObject({ computed: 2, reused: 4 })
  })

  test('settings that cannot be fail before anything runs, and only those trials', async () => {
    const graph = await opened(
      ['name: f', 'graph: sma-flip', 'synth: {days: 1}', 'grid: {fast: [5, 300], slow: [200]}'],
      'f',
    )
    const failed: TrialFailure[] = []
    const real: JobQueue = {
      run: async (chunks, onDone, onFailed, signal) => {
        for (const { trials } of chunks) {
          const { results, failures } = await runChunk(graph, graph.market, trials, { memoryMb: 256, signal })
          for (const failure of failures) onFailed(failure)
          await onDone(results)
        }
      },
    }
    const summary = await running(place(), { queue: real, onFailed: (one) => failed.push(one) }, graph)
    expect(summary.computed + summary.failed).toBe(2)
    expect(summary.computed).toBeGreaterThanOrEqual(1)
  })

  test('a ledger that was lost is made again from the results', async () => {
    const where = place()
    await running(where)
    const before = ledgerOf(where)
    truncateSync(where.ledger)
    await running(where)
    expect(ledgerOf(where)).toEqual(before)
  })

  test('a full disk is one line, and what was durable before it stays', async () => {
    const where = place()
    let writes = 0
    const full: JobQueue = {
      run: async (_chunks, onDone) => {
        await onDone([computed.get(0)!])
        writes++
        throw new SepError('missing-data', 'results: ENOSPC: cannot be written')
      },
    }
    await expect(running(where, { queue: full })).rejects.toThrow('ENOSPC')
    expect(writes).toBe(1)
    expect(await running(where)).toMatchObject({ computed: 5, reused: 1 })
  })
})
