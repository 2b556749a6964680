/** Asks something of a pipeline through the store: the switch itself first, then the request; both are on disk when it returns. */
import { type ControlRequest, encodeControlRequest } from './request.js'
import { SepError } from '../../model/error-codes.js'
import type { Store, Write } from '../../store/store.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'

/** Gives the request's id. `nowMs` is the wall clock: ids are the time at which it was asked. */
export const writeControlRequest = async (
  store: Store,
  account: string,
  request: ControlRequest,
  nowMs: number,
): Promise<string> => {
  const key = keyName(KEYS.controls, { account })
  const last = (await store.lastId(key)) ?? '0-0'
  const [lastMs, n] = last.split('-').map(Number) as [number, number]
  const id = nowMs > lastMs ? `${Math.floor(nowMs)}-0` : `${lastMs}-${n + 1}`
  await store.write([...switchOf(request), { op: 'append', key, id, fields: encodeControlRequest(request) }])
  if (!(await store.flush(2000))) {
    throw new SepError(
      'store-unavailable',
      'the request is in the store, but the store has not confirmed that it is on disk',
    )
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
