/** What the store shows of itself and of an account: whether it is durable, who holds the lease, how long the streams are. */
import type { PipelineReads } from '../../api/model/pipeline-reads.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import type { Store } from '../../store/store.js'
import { msOf } from '../../store/stream-id.js'

type System = Awaited<ReturnType<PipelineReads['system']>>

export const storedSystem = async (
  store: Store,
  account: string,
): Promise<Pick<System, 'store' | 'lease' | 'streams'>> => {
  const [{ durable, reason }, lease, streams] = await Promise.all([
    store.durability(),
    store.hashAll(keyName(KEYS.lease, { account })),
    Promise.all(SHOWN.map((name) => streamOf(store, name, keyName(KEYS[name], { account })))),
  ])
  return { store: { kind: store.kind, reachable: true, durable, text: reason }, lease: leaseOf(lease), streams }
}

const SHOWN = ['slices', 'decisions', 'orders', 'executions', 'ledger', 'controls', 'alarms', 'revisions'] as const

const streamOf = async (store: Store, name: string, key: string): Promise<System['streams'][number]> => {
  const [length, last] = await Promise.all([store.length(key), store.lastId(key)])
  const ms = last === null ? 0 : msOf(last)
  // The first record of a journal has an id that is no time.
  return { name, length, lastMs: ms > DAY_ONE_MS ? ms : null, unit: 'entries' }
}
const DAY_ONE_MS = Date.UTC(2000, 0, 1)

const leaseOf = (fields: Readonly<Record<string, Uint8Array>>): System['lease'] => {
  const text = (name: string) => new TextDecoder().decode(fields[name] ?? new Uint8Array(0))
  const [epoch, untilMs] = [Number(text('epoch')), Number(text('untilMs'))]
  if (text('owner') === '' || !Number.isInteger(epoch) || !(untilMs >= 0)) return null
  return { owner: text('owner'), epoch, untilMs: Math.floor(untilMs) }
}
