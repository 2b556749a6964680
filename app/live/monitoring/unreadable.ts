/** What of the account could not be understood, for the operator: a reason where it stops all increases, else an alarm. */
import {
  frozenInstruments,
  itemText,
  stopsIncreases,
  type UnreadableParts,
  withoutHistory,
} from '../../../model/unreadable-items.js'
import type { AlarmLog } from '../../../sinks/alarms/alarm-log.js'
import type { Readiness } from './readiness.js'

/** To be called whenever the account has been read. */
export const unreadableWatch =
  (ready: Pick<Readiness, 'set'>, alarms: Pick<AlarmLog, 'hold'>): ((parts: UnreadableParts) => void) =>
  (parts) => {
    const stopped = stopsIncreases(parts)
    const frozen = frozenInstruments(parts)
    const items = parts.unreadable.map(itemText).join('; ')
    ready.set('account', stopped)
    const { rest, history } = withoutHistory(parts)
    alarms.hold('account', stopsIncreases(rest))
    alarms.hold('history', history && `the broker's history of the account does not continue ours: ${history}`)
    alarms.hold(
      'unreadable',
      items === '' ? null : `${items}; no new risk in ${stopped ? 'any instrument' : frozen.join(', ')}`,
    )
  }
