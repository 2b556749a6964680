/** Sends a request to a pipeline through the store: sets the switch and appends the request; both are on disk when it returns. */
import { type ControlRequest, encodeControlRequest } from './request.js'
import { SepError } from '../../model/error-codes.js'
import type { Store, Write } from '../../store/store.js'
import { idAfter, msOf } from '../../store/stream-id.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'

/** Returns the request's id. `nowMs` is the wall clock: an id is the time of its request. */
export const writeControlRequest = async (
  store: Store,
  account: string,
  request: ControlRequest,
  nowMs: number,
): Promise<string> => {
  const key = keyName(KEYS.controls, { account })
  const last = (await store.lastId(key)) ?? '0-0'
  const id = nowMs > msOf(last) ? `${Math.floor(nowMs)}-0` : idAfter(last)
  await store.write([...switchOf(request), { op: 'append', key, id, fields: encodeControlRequest(request) }])
  if (!(await store.flush(2000))) {
    throw new SepError('store-unavailable', 'the store has the request, but has not confirmed that it is on disk')
  }
  return id
}

const switchOf = (request: ControlRequest): readonly Write[] => {
  if (request.kind === 'kill')
    return [{ op: 'set', key: keyName(KEYS.killSwitch, {}), value: request.on ? 'on' : 'off' }]
  if (request.kind === 'mode')
    return [{ op: 'set', key: keyName(KEYS.tradingMode, {}), value: request.paused ? 'paused' : 'trading' }]
  return []
}
