/** Restart of a live process with 30 days of history and eight instruments: from its start until the graph has seen the last slice. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brokerSlot } from '../../model/broker-slot.js'
import { systemClock as clock } from '../../lib/clock.js'
import type { Compiled } from '../../graph/engine/run/compile.js'
import { bind } from '../../graph/engine/define/operator.js'
import type { Store } from '../../store/store.js'
import { sep } from '../../graph/sep.js'
import type { World } from '../../model/world.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { liveBroker } from '../../operators/live-broker.js'
import { loadMarket } from '../../sources/market.js'
import { resume, type Resumed } from '../../streams/journal/resume.js'
import { packageRoot } from '../../lib/package-root.js'
import { resolveSettings } from '../../app/config/settings.js'
import { snapshotWriter } from '../../streams/snapshot/writer.js'
import { createSlicer, REPLAY_CONTROL } from '../../sources/slicer.js'
import { journalKeys } from '../../streams/journal/keys.js'
import { spawnStore } from '../../store/server/spawn.js'
import { valkeyStore } from '../../store/valkey/store.js'
import { benchData } from './data.js'
import { median } from './measure.js'
import { versions } from '../../app/config/versions.js'

const ACCOUNT = 'bench'
const WARM_SLICES = 30 * 1440
const TAIL_SLICES = 60
const RUNS = 3

/** As a live process does: first the lease, then the state. */
export const restart = async (store: Store, world: World): Promise<Resumed> => {
  const settings = resolveSettings()
  const lease = await store.acquireLease(journalKeys(ACCOUNT).lease, `bench-${process.pid}`, 1)
  if (!lease) throw new Error('the lease is held')
  return resume({
    store,
    lease,
    account: ACCOUNT,
    graph: sep(settings),
    world,
    kernelVersion: KERNEL_VERSION,
    versions: versions(),
    config: settings,
    bindings: [bind(brokerSlot, liveBroker, { capital: 100_000 })],
  })
}

export const benchRestart = async (data = benchData()): Promise<{ readonly [name: string]: unknown }> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sep-restart-'))
  const server = await spawnStore({ dataDir, clock })
  if (!server) throw new Error('no valkey-server or redis-server is installed')
  try {
    const store = await valkeyStore({ address: server.socket, clock })
    const before = await prepare(store, data)
    const runs = Array.from({ length: RUNS }, () => {
      const child = spawnSync(
        process.execPath,
        [fileURLToPath(new URL('restart-ready.js', import.meta.url)), server.socket],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
      )
      if (child.status !== 0) throw new Error('bench restart: the started process failed')
      return JSON.parse(child.stdout) as { readonly readyMs: number; readonly resumeMs: number }
    })
    await store.close()
    return {
      name: 'restart',
      readyMs: Math.round(median(runs.map(({ readyMs }) => readyMs))),
      resumeMs: Math.round(median(runs.map(({ resumeMs }) => resumeMs))),
      ...before,
    }
  } finally {
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Thirty days of slices, a snapshot, and one more hour in the journal only. */
const prepare = async (store: Store, data: string): Promise<{ readonly [name: string]: unknown }> => {
  const market = await loadMarket({ data: [data], home: 'USD', cache: join(packageRoot(), '.cache') })
  const slicer = createSlicer(market.world, { isWeekMinute: isFxWeekMinute, control: () => REPLAY_CONTROL })
  slicer.feed(market.series)
  const resumed = await restart(store, market.world)
  const { compiled } = resumed
  for (let n = 0; n < WARM_SLICES && slicer.fill(compiled.frame); n++) step(compiled)
  const writer = await resumed.openWriter()
  const snapshots = snapshotWriter({ store, slots: journalKeys(ACCOUNT).snapshots, ...resumed.slots })
  slicer.fill(compiled.frame)
  await writer.slice(compiled.frame, 0, 'complete')
  step(compiled)
  const since = performance.now()
  await snapshots.now(compiled, writer.place())
  const snapshotMs = performance.now() - since
  let bytes = 0
  for (const key of journalKeys(ACCOUNT).snapshots) bytes += (await store.get(key))?.length ?? 0
  const sliceMs: number[] = []
  for (let n = 0; n < TAIL_SLICES && slicer.fill(compiled.frame); n++) {
    const at = performance.now()
    await writer.slice(compiled.frame, 0, 'complete')
    sliceMs.push(performance.now() - at)
    step(compiled)
    await resumed.decisions.write(compiled.frame, 0, writer.place())
  }
  return {
    instruments: market.world.instruments.length,
    warmSlices: WARM_SLICES,
    tailSlices: TAIL_SLICES,
    snapshotBytes: bytes,
    snapshotMs: Number(snapshotMs.toFixed(1)),
    journalMsPerSlice: Number(median(sliceMs).toFixed(3)),
  }
}

const step = (compiled: Compiled): void => {
  compiled.begin()
  for (const stage of compiled.stages) stage.run(compiled.frame)
  compiled.end()
}
