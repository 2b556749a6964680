/** Started by the restart bench: prints the time from process start until the graph has caught up with the journal. */
import { createWorld } from '../../model/world.js'
import { systemClock as clock } from '../../lib/clock.js'
import { loadInstruments } from '../../sources/instruments.js'
import { valkeyStore } from '../../store/valkey/store.js'
import { DEFAULT_PAIRS } from '../../app/config/topology.js'
import { restart } from './restart.js'

const address = process.argv[2] as string
const store = await valkeyStore({ address, clock })
const since = performance.now()
const resumed = await restart(store, createWorld(loadInstruments([...DEFAULT_PAIRS]), 'USD'))
await resumed.openWriter()
const now = performance.now()
process.stdout.write(
  JSON.stringify({ readyMs: now, resumeMs: now - since, tailSlices: resumed.tailSlices, notes: resumed.notes }),
)
await store.close()
