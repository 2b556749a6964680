/** The alarm of a session that ended because one of its leases was lost, noticed by a renewal or by a write that was fenced. */
import { CodedError } from '../../lib/errors.js'
import type { AlarmLog } from '../../sinks/alarms/alarm-log.js'

/** Throws the error again. */
export const raiseLostLease =
  (alarms: Pick<AlarmLog, 'raise'>) =>
  (error: unknown): never => {
    if (error instanceof CodedError && error.code === 'lease-lost')
      alarms.raise('lease', `${error.message}; this process gives up all of its leases and ends`)
    throw error
  }
