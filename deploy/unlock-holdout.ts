/** Composition root of `sep report --open-holdout`. */
import type { ReportedSweep } from '../app/report/report-sweep.js'
import { cacheFolder } from '../app/config/cache-folder.js'
import { openHoldout } from '../app/trials/sweep/open-holdout.js'
import { systemClock } from '../lib/clock.js'
import { SepError } from '../model/error-codes.js'

const MEMORY_MB = 512

/** Opens it with the best configuration of the report; one without a candidate has nothing to open it for. */
export const unlockHoldout = async (folder: string, { verdict }: ReportedSweep, ledger: string): Promise<void> => {
  const { candidate } = verdict
  if (!candidate)
    throw new SepError('bad-argument', `${folder}: no configuration has enough trades; the hold-out stays locked`)
  await openHoldout({
    folder,
    configHash: candidate.configHash,
    ledger,
    access: { cache: cacheFolder() },
    memoryMb: MEMORY_MB,
    clock: systemClock,
    signal: new AbortController().signal,
  })
}
