/** A worker with a scripted computation as its own process: `node worker-process.js URL NAME FOLDER TIMING`. */
import { runWorker } from '../../../../app/trials/distributed/worker.js'
import { isHere, withSentData } from '../../../../app/trials/distributed/sweep-data.js'
import type { SweepPlan } from '../../../../app/trials/sweep-plan.js'
import type { QueueTiming } from '../../../../app/trials/distributed/queue-options.js'
import { systemClock as clock } from '../../../../lib/clock.js'
import { logToStderr } from '../../../../lib/stderr.js'
import { storeAddress } from '../../../../store/address.js'
import { valkeyStore } from '../../../../store/valkey/store.js'
import { scriptedCompute } from './scripted-compute.js'

const [url, name, folder, timingText] = process.argv.slice(2) as [string, string, string, string]
const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
const store = await valkeyStore({ address: url, clock, commandTimeoutMs: 30_000 })
const timing = JSON.parse(timingText) as QueueTiming
const dataHere = async (spec: SweepPlan): Promise<SweepPlan> =>
  spec.data.every(isHere) ? spec : withSentData(spec, { store, folder, clock, timing, signal: stop.signal })
await runWorker({
  store,
  address: storeAddress(url),
  compute: scriptedCompute(store, clock, dataHere),
  concurrency: 1,
  name,
  version: 'test',
  clock,
  log: logToStderr,
  timing,
  signal: stop.signal,
})
await store.close()
