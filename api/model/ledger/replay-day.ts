/** What a day came to, live, replayed and in the shadow, without the stamp. */
import type { z } from 'zod'
import type { replayDaySchema } from '../../contract/ledger.js'

export type ReplayDay = Omit<z.output<typeof replayDaySchema>, 'account' | 'tsMs' | 'asOfMs' | 'stale'>
