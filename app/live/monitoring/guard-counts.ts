/** Keeps the counts of guards over restarts: stored each hour, and dropped when the settings behind them change. */
import type { Logger } from '../../../lib/logger.js'
import { CodedError } from '../../../lib/errors.js'
import { canonicalJson } from '../../../graph/engine/hash/hash.js'
import type { Store } from '../../../store/store.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { GuardDays } from '../../../sinks/alarms/guard-days.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { pack, unpack } from '../../../store/pack.js'
import type { Settings } from '../../config/settings.js'
import { HOUR_MS } from '../../../lib/time-units.js'

const KEY = KEYS.guardCounts

/** Writes at the first slice of an hour and at the end: a kill costs the minutes since. */
export const guardCountsSink = (store: Store, account: string, settings: Settings, counts: GuardDays): FrameSink => {
  const key = keyName(KEY, { account })
  let hour = Number.NaN
  const save = () =>
    store.write([
      {
        op: 'set',
        key,
        value: pack(KEY, { guards: madeBy(settings), days: [...counts.days()] }),
        ttlMs: KEY.ttlMs as number,
      },
    ])
  return {
    write: async (frame) => {
      await counts.write(frame)
      const now = Math.floor((frame.time.tsMs[frame.slices - 1] as number) / HOUR_MS)
      const due = now > hour
      hour = now
      if (due) await save()
    },
    close: () => (Number.isNaN(hour) ? undefined : save()),
  }
}

/** Restores what an earlier process has counted under these settings; counts that cannot be read are logged and start at zero. */
export const restoreGuardCounts = async (
  store: Store,
  account: string,
  settings: Settings,
  counts: GuardDays,
  log: Logger,
): Promise<void> => {
  try {
    const bytes = await store.get(keyName(KEY, { account }))
    const saved = bytes === null ? null : unpack(KEY, bytes)
    if (saved?.guards === madeBy(settings)) counts.restore(saved.days)
    else if (saved) log('the settings of the guards have changed: how often they pass is counted from zero')
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    log(`how often the guards passed before is not known: ${error.message}`, 'warn')
  }
}

/** All settings that a guard's verdict depends on. */
const madeBy = ({ guards, qfh, qbsa }: Settings): string => canonicalJson({ guards, qfh, qbsa })
