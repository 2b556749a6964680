/** What operators ask of the pipeline, with their names. */
import { CodedError } from '../../../lib/errors.js'
import type { Notice } from '../../../sinks/notify/notice.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import type { Store, StreamEntry } from '../../../store/store.js'
import { msOf } from '../../../store/stream-id.js'
import { type ControlRequest, decodeControlRequest, requestedBy } from '../../../streams/control/request.js'
import type { Feed } from './feed.js'
import { streamFeed } from './stream-feed.js'

export const controlFeed = (store: Pick<Store, 'range' | 'lastId'>, account: string): Feed =>
  streamFeed({ store, name: 'controls', stream: keyName(KEYS.controls, { account }), noticeIn })

const noticeIn = ({ id, fields }: StreamEntry): Notice | null => {
  try {
    const words = wordsOf(decodeControlRequest(id, fields))
    return words === null ? null : controlNotice(id, msOf(id), words, requestedBy(fields))
  } catch (error) {
    if (error instanceof CodedError) return null
    throw error
  }
}

export const controlNotice = (id: string, tsMs: number, words: string, by: string | null): Notice => ({
  id: `control-${id}`,
  kind: 'mode',
  severity: 'info',
  tsMs,
  title: `${words}${by === null ? '' : `, asked by ${by}`}`,
  text: '',
})

/** Null for what changes no mode. */
const wordsOf = (request: ControlRequest): string | null => {
  switch (request.kind) {
    case 'kill':
      return `kill switch ${request.on ? 'ON' : 'off'}${request.flatten ? ', close all trades' : ''}`
    case 'mode':
      return request.paused ? 'paused: no new positions' : 'trading'
    case 'flatten':
      return `close ${request.pair ?? 'all pairs'}${request.foreign ? ', trades of others too' : ''}`
    default:
      return null
  }
}
