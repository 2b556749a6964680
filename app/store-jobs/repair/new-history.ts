/**
 * Goes on where the broker's history of an account is not the one that ours continues: our streams are set aside, so that the next start
 * begins with what the broker holds. Its trades with SEP's tag are adopted then. The kill switch is ON until it is armed.
 */
import type { Clock } from '../../../lib/clock.js'
import { SepError } from '../../../model/error-codes.js'
import { orderKeys } from '../../../sinks/execution/order-records.js'
import type { Store } from '../../../store/store.js'
import { switchKeys } from '../../../streams/control/switches.js'
import { DURABLE_STREAMS, type DurableStream } from '../../../streams/damage.js'
import { readEdgeHeaders } from '../../../streams/edge/headers.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { copyAside, type SetAside, underLeases } from './set-aside.js'
import { streamKeyOf, type StreamName } from './streams-of.js'

/** `store-refused` while a process holds the account or makes its slices. */
export const newHistory = async (store: Store, account: string, clock: Clock): Promise<readonly SetAside[]> => {
  const parts = (await readEdgeHeaders(store, account)).map(({ part }) => edgeKeys(account, part))
  const { lease, slicerLease, snapshots } = journalKeys(account)
  const leases = [lease, slicerLease, ...parts.map((part) => part.lease)]
  const owner = `new-history-${Math.floor(clock.nowMs())}`
  return underLeases(store, account, leases, owner, async () => {
    await store.write([{ op: 'set', key: switchKeys(account).kill, value: 'on' }])
    const copies: SetAside[] = []
    // Requests of the operator are no history of the broker's.
    const streams = (Object.keys(DURABLE_STREAMS) as DurableStream[]).filter((stream) => stream !== 'control')
    for (const stream of streams as readonly StreamName[])
      if ((await store.lastId(streamKeyOf(stream, account))) !== null)
        copies.push(await copyAside(store, account, stream, clock))
    if (copies.length === 0) throw new SepError('missing-data', `account ${account}: the store has no history of it`)
    const gone = [
      ...streams.map((stream) => streamKeyOf(stream, account)),
      ...parts.flatMap((part) => [part.stream, part.header, part.readers, ...part.snapshots]),
      ...parts.map((part) => journalKeys(part.name).decision),
      ...snapshots,
      orderKeys(account).claims,
    ]
    await store.write(gone.map((key) => ({ op: 'delete', key })))
    await store.flush(2000)
    return copies
  })
}
