/** Whether what is shown is true: by the server's word, and by the clock of the reader's machine. */
import { expect, test } from 'vitest'
import { truthOf } from '../../../ui/data/truth.js'
import { sampleStatus } from '../../support/ui/sample-status.js'

const live = { status: sampleStatus(), answeredAgoMs: 400, unchangedMs: 900, failed: false }
const status = (more: Parameters<typeof sampleStatus>[2]) => ({ ...live, status: sampleStatus(8, undefined, more) })

test.each([
  ['a fresh answer', live, 'live'],
  ['nothing was ever answered', { ...live, status: undefined }, 'none'],
  ['the newest request failed', { ...live, failed: true }, 'lost'],
  ['no answer for 9 s', { ...live, answeredAgoMs: 9000 }, 'lost'],
  ['the server calls it stale', status({ stale: true }), 'stale'],
  ['answers come, but always of the same slice', { ...status({ speed: 60 }), unchangedMs: 10_001 }, 'stale'],
  ['live speed: a slice a minute is no standstill', { ...status({ speed: 1 }), unchangedMs: 179_000 }, 'live'],
  ['live speed: three minutes without one are', { ...status({ speed: 1 }), unchangedMs: 181_000 }, 'stale'],
  ['nothing is due outside the week', { ...status({ dueMs: null }), unchangedMs: 1e9 }, 'closed'],
  ['history is still being read', status({ phase: 'warming' }), 'warming'],
  ['before the first slice', status({ tsMs: null }), 'warming'],
] as const)('%s', (_what, heard, truth) => expect(truthOf(heard)).toBe(truth))
