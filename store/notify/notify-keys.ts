/** Keys of notifications. */
import { z } from 'zod'
import { DAY_MS } from '../../lib/time-units.js'
import { documents } from '../documents.js'
import { tableKey } from '../key.js'
import { notifyDay, notifyState } from './notify-state.js'

export const NOTIFY_KEYS = Object.freeze({
  notify: tableKey(
    'sep:notify:{<account>}',
    'hash',
    'fields',
    z.record(z.string(), notifyState),
    'how far each channel of notifications has come, by its name',
  ),
  notifyLease: tableKey('sep:notify:{<account>}:lease', 'hash', 'fields', documents.lease, 'which process sends'),
  notifyDay: tableKey(
    'sep:notify:{<account>}:day',
    'value',
    'json',
    notifyDay,
    'NAV at the end of the newest trading day, for the next daily summary',
    { ttlMs: 35 * DAY_MS },
  ),
})
