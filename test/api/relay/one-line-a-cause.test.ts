/** The relay's timers share a cause: it is logged once, and again after it has ended. */
import { expect, test } from 'vitest'
import type { Model } from '../../../api/model/model.js'
import { modelRelay } from '../../../api/relay/model-relay.js'
import { testClock } from '../../support/test-clock.js'

test('a pipeline that cannot be asked is one line until it answers', async () => {
  const asked = { count: 0, fault: 'the store is away' as string | null }
  const alarms = async () => {
    asked.count++
    if (asked.fault !== null) throw new Error(asked.fault)
    return []
  }
  const pipeline = { alarms, state: alarms, nodeStats: alarms, nowMs: () => 0 }
  const model = { account: 'a', frames: null, pipeline } as Partial<Record<keyof Model, unknown>> as Model
  const lines: string[] = []
  const clock = testClock(0)
  const authority = { authorizeUpgrade: async () => null as never, stillValid: async () => true }
  const relay = modelRelay({ model, authority, clock, log: (line) => void lines.push(line) })
  const askedAgain = async () => {
    const before = asked.count
    await clock.advance(10_000)
    expect(asked.count).toBeGreaterThan(before + 8)
  }
  await askedAgain()
  expect(lines).toEqual(['relay: the store is away'])
  asked.fault = 'another fault'
  await askedAgain()
  expect(lines).toEqual(['relay: the store is away', 'relay: another fault'])
  const closed = relay.close()
  await clock.advance(10_000)
  await closed
})
