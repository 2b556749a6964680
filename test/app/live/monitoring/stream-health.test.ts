/** A stream of the broker: open, broken, or open and mute. */
import { expect, test } from 'vitest'
import { streamHealth } from '../../../../app/live/monitoring/stream-health.js'

test('a stream that broke is well again as it opens', () => {
  const health = streamHealth()
  expect([health.fault(), health.isBroken()]).toEqual(['not open yet', false])
  health.take({ kind: 'open' })
  health.take({ kind: 'gap', why: 'ended by the broker' })
  expect([health.fault(), health.isBroken()]).toEqual(['ended by the broker', true])
  health.take({ kind: 'open' })
  expect(health.fault()).toBeNull()
})

test('one that was silent may open and stay mute: it is well with its first heartbeat, whatever REST gave meanwhile', () => {
  const health = streamHealth()
  health.take({ kind: 'open' })
  health.take({ kind: 'gap', why: 'silent for 10000 ms' })
  for (const kind of ['open', 'price', 'transaction', 'backfill']) health.take({ kind })
  expect([health.fault(), health.isBroken()]).toEqual(['silent for 10000 ms', true])
  health.take({ kind: 'heartbeat' })
  expect([health.fault(), health.isBroken()]).toEqual([null, false])
})
