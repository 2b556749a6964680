/** The process that the restart bench starts: says how long it took since its birth until the graph is where the journal ends. */
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
  JSON.stringify({ readyMs: now, resumeMs: now - since, tailSlices: resumed.tailSlices, says: resumed.notes }),
)
await store.close()
