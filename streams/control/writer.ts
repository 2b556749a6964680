/** Sends a request to a pipeline through the store: sets the switch and appends the request; both are on disk when it returns. */
import { type ControlRequest, encodeControlRequest } from './request.js'
import { SepError } from '../../model/error-codes.js'
import type { Store, Write } from '../../store/store.js'
import { idAfter, msOf } from '../../store/stream-id.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { isGlobalOn, switchKeys } from './switches.js'

/** A request of another command may come between the look at the stream and the write. */
const ATTEMPTS = 5
const FLUSH_MS = 2000

/**
 * Returns the request's id. `nowMs` is the wall clock: an id is the time of its request. Turning a kill switch off under a global one
 * that is ON is refused, in the same script. `more` is written with it. `by`: who asks.
 */
export const writeControlRequest = async (
  store: Store,
  account: string,
  request: ControlRequest,
  nowMs: number,
  more: readonly Write[] = [],
  by?: string,
): Promise<string> => {
  const key = keyName(KEYS.controls, { account })
  const batch = [...more, ...switchesOf(account, request)]
  const global = switchKeys(account).global
  for (let attempt = 1; ; attempt++) {
    const last = (await store.lastId(key)) ?? '0-0'
    const id = nowMs > msOf(last) ? `${Math.floor(nowMs)}-0` : idAfter(last)
    const writes: Write[] = [...batch, { op: 'append', key, id, fields: encodeControlRequest(id, request, by) }]
    const arms = request.kind === 'kill' && !request.on
    const found = arms ? await store.get(global) : null
    if (isGlobalOn(found)) throw globalIsOn(global)
    const written = await store.writeIf(arms ? [[global, found]] : [], writes).catch((error: unknown) => {
      if (attempt < ATTEMPTS && error instanceof SepError && error.code === 'store-refused') return false
      throw error
    })
    if (written) {
      await confirmed(store)
      return id
    }
    if (attempt >= ATTEMPTS) throw globalIsOn(global)
  }
}

/** Turns the global kill switch. ON is written to every account of the store in the same script; off leaves the accounts as they are. */
export const writeGlobalSwitch = async (store: Store, on: boolean): Promise<void> => {
  const global = keyName(KEYS.globalKillSwitch, {})
  const accounts = keyName(KEYS.killSwitch, { account: 'x' }).replace('x', '*')
  await store.write([
    { op: 'set', key: global, value: on ? 'on' : 'off' },
    ...(on ? [{ op: 'setEach', key: accounts, value: 'on' } as const] : []),
  ])
  await confirmed(store)
}

const confirmed = async (store: Store): Promise<void> => {
  if (await store.flush(FLUSH_MS)) return
  throw new SepError('store-unavailable', 'the store has the request, but has not confirmed that it is on disk')
}

const globalIsOn = (key: string): SepError =>
  new SepError('store-refused', `the global kill switch (${key}) is ON: sep arm --global turns it off first`)

/** A flatten of everything also pauses: what was closed is not opened again until an operator resumes. */
const switchesOf = (account: string, request: ControlRequest): readonly Write[] => {
  const { kill, mode } = switchKeys(account)
  if (request.kind === 'kill') return [{ op: 'set', key: kill, value: request.on ? 'on' : 'off' }]
  if (request.kind === 'mode') return [{ op: 'set', key: mode, value: request.paused ? 'paused' : 'trading' }]
  if (request.kind === 'flatten' && request.pair === null) return [{ op: 'set', key: mode, value: 'paused' }]
  return []
}
