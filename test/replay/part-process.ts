/** One part of the graph as a process. Arguments: socket of the store, nodes, slices after which it kills itself. Prints its digests. */
import { systemClock as clock } from '../../lib/clock.js'
import { valkeyStore } from '../../store/valkey/store.js'
import { runOwnPart } from '../support/part-run.js'

const [address = '', nodes = '', dieAfter = 'never'] = process.argv.slice(2)
const store = await valkeyStore({ address, clock })
let slices = 0
const digests = await runOwnPart(nodes, {
  store,
  clock,
  look: (frame) => {
    slices += frame.slices
    if (slices === Number(dieAfter)) process.kill(process.pid, 'SIGKILL')
  },
})
process.stdout.write(JSON.stringify([...digests]))
await store.close()
