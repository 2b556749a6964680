/** Sweeps with scripted trials on a real server and real worker processes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { distributedQueue } from '../../../../app/trials/distributed/coordinator.js'
import { QUEUE_PREFIX, TRIAL_QUEUE } from '../../../../app/trials/distributed/job.js'
import type { PersistInto } from '../../../../app/trials/persist-results.js'
import type { QueueTiming } from '../../../../app/trials/distributed/queue-options.js'
import type { SweepFiles } from '../../../../app/trials/distributed/sweep-data.js'
import type { Chunk, TrialFailure, TrialResult } from '../../../../app/trials/job-queue.js'
import type { SweepPlan } from '../../../../app/trials/sweep-plan.js'
import { sha256 } from '../../../../graph/engine/hash/hash.js'
import { systemClock as clock } from '../../../../lib/clock.js'
import { packageRoot } from '../../../../lib/package-root.js'
import { storeAddress } from '../../../../store/address.js'
import type { Store } from '../../../../store/store.js'
import { testServer, type TestServer } from '../../../support/store-server.js'
import { scriptedRuns } from './scripted-compute.js'

const PROCESS = join(packageRoot(), 'dist/test/app/trials/distributed/worker-process.js')
/** Locks and waits that no pause of a busy machine outlasts: a job whose lock ran out would be computed twice. */
const TIMING: QueueTiming = {
  lockMs: 60_000,
  stalledMs: 300,
  drainMs: 300,
  keepMs: 60_000,
  checkMs: 200,
  beatMs: 50,
  dataMs: 60_000,
  retryMs: 20,
}

/** Its hooks start the server, empty it before each test, and end all workers after it. */
export const sweepBench = () => {
  let server: TestServer
  let store: Store
  let folder: string
  const now = {
    get server() {
      return server
    },
    get store() {
      return store
    },
    get folder() {
      return folder
    },
  }
  const children = new Set<ChildProcess>()
  beforeAll(async () => {
    server = await testServer()
    store = await server.store()
  })
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sep-worker-'))
    await server.ask('FLUSHALL')
  })
  afterEach(async () => {
    for (const child of children) await ended(child, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  afterAll(() => server.end())
  /** Resolves with its exit code; null where a signal ended it. */
  const ended = (child: ChildProcess, signal?: NodeJS.Signals): Promise<number | null> =>
    new Promise((resolve) => {
      const done = () => {
        children.delete(child)
        resolve(child.exitCode)
      }
      if (child.exitCode !== null || child.signalCode !== null) return done()
      child.once('exit', done)
      if (signal) child.kill(signal)
    })
  return {
    now,
    children,
    ended,
    startWorker: (name: string, more: Partial<QueueTiming> = {}): ChildProcess => {
      const args = [PROCESS, now.server.now().socket, name, now.folder, JSON.stringify({ ...TIMING, ...more })]
      const child = spawn(process.execPath, args, { stdio: 'ignore' })
      children.add(child)
      return child
    },
    /** As when their time has passed. */
    expireLocks: async (): Promise<void> => {
      const locks = await now.store.keys(`${QUEUE_PREFIX}:${TRIAL_QUEUE}:*:lock`)
      expect(locks).toHaveLength(1)
      await now.store.write(locks.map((key) => ({ op: 'delete', key })))
    },
    coordinate: (spec: SweepPlan, sweep: Sweep = {}) => coordinate(now.server, spec, sweep),
    /** Trials in the order they were computed. */
    computed: async (): Promise<readonly number[]> =>
      (await now.store.listRange('test:computed')).map((bytes) => Number(new TextDecoder().decode(bytes))),
  }
}

const chunksOf = (spec: SweepPlan, count: number, size: number): readonly Chunk[] =>
  Array.from({ length: Math.ceil(count / size) }, (_, c) => {
    const trials = Array.from({ length: Math.min(size, count - c * size) }, (__, k) => c * size + k)
    const hashes = trials.map((trial) => scriptedRuns(trial).map(({ line }) => line.resultHash))
    return { sweep: sha256(JSON.stringify(spec)), spec, trials, hashes, withTrades: false }
  })

interface Sweep {
  readonly trials?: number
  readonly size?: number
  readonly persist?: PersistInto
  readonly files?: () => Promise<SweepFiles>
  readonly signal?: AbortSignal
}
/** Runs a sweep; results and failures by trial. A trial that is reported twice fails the test. */
const coordinate = async (server: TestServer, spec: SweepPlan, sweep: Sweep) => {
  const { trials = 12, size = 4, persist = null, files = () => Promise.reject(new Error('no files')) } = sweep
  const done = new Map<number, TrialResult>()
  const failed = new Map<number, TrialFailure>()
  const logged: string[] = []
  const own = await server.store()
  const queue = distributedQueue({
    store: own,
    address: storeAddress(server.now().socket),
    persist,
    files,
    clock,
    log: (line) => logged.push(line),
    timing: TIMING,
  })
  const once = (index: number) => expect(done.has(index) || failed.has(index), `trial ${index} once`).toBe(false)
  await queue.run(
    chunksOf(spec, trials, size),
    (results) => {
      for (const result of results) {
        once(result.index)
        done.set(result.index, result)
      }
    },
    (failure) => {
      once(failure.index)
      failed.set(failure.index, failure)
    },
    sweep.signal ?? new AbortController().signal,
  )
  await own.close()
  return { done, failed, logged }
}
export const all = (trials: number, without: readonly number[] = []) =>
  Array.from({ length: trials }, (_, k) => k).filter((k) => !without.includes(k))
export const textOf = (done: ReadonlyMap<number, TrialResult>): string =>
  [...done.keys()]
    .sort((a, b) => a - b)
    .flatMap((index) => done.get(index)!.lines.map((line) => `${JSON.stringify(line)}\n`))
    .join('')
export const expectedText = (indices: readonly number[]): string =>
  indices.flatMap((index) => scriptedRuns(index).map(({ line }) => `${JSON.stringify(line)}\n`)).join('')
