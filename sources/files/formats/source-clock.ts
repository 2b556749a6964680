/** Converts the wall clock of foreign files to UTC. */
import { isZone, utcOf, zoneTable } from '../../../operators/calendar/zone.js'
import { SepError } from '../../../model/error-codes.js'
import { HOUR_MS, MINUTE_MS } from '../../../lib/time-units.js'

const FIXED = /^UTC(?:([+-])(\d{1,2})(?::([0-5]\d))?)?$/
/** Names of the zone database begin with a letter; what else `Intl` accepts depends on its version. */
const NAMED = /^[A-Za-z]/
/** The zones of the world. */
const [LEAST_MS, MOST_MS] = [-12 * HOUR_MS, 14 * HOUR_MS]
/** Brokers whose day ends with New York's at 17:00 show midnight then: seven hours ahead of New York, summer and winter. */
const NY_CLOSE_AHEAD_MS = 7 * HOUR_MS

/** Local milliseconds (read as if they were UTC) to UTC for `UTC`, `UTC-5`, `UTC+05:30`, `ny-close` and IANA zones. */
export const sourceClock = (tz: string): ((localMs: number) => number) => {
  const fixed = FIXED.exec(tz)
  if (fixed) {
    const [, sign, hours = '0', minutes = '0'] = fixed
    const aheadMs = (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS)
    if (aheadMs < LEAST_MS || aheadMs > MOST_MS)
      throw new SepError('bad-argument', `--tz ${tz}: zones are between UTC-12 and UTC+14`)
    return (localMs) => localMs - aheadMs
  }
  if (tz === 'ny-close') {
    const newYork = zoneTable('America/New_York')
    return (localMs) => utcOf(newYork, localMs - NY_CLOSE_AHEAD_MS)
  }
  if (!NAMED.test(tz) || !isZone(tz))
    throw new SepError('bad-argument', `--tz ${tz}: not a zone; write Europe/Helsinki, UTC, UTC-5 or ny-close`)
  const table = zoneTable(tz)
  return (localMs) => utcOf(table, localMs)
}
