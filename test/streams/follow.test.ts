/** A followed stream gives each entry once, survives an unreachable store, and stops with its signal. */
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import { memoryStore } from '../../store/memory/store.js'
import type { Store } from '../../store/store.js'
import { followStream } from '../../streams/follow.js'
import { testClock } from '../support/test-clock.js'

const STREAM = 'sep:stream:{a}:control'
/** Sleeps cost a turn of the event loop. */
const clock = { ...testClock(), sleep: () => systemClock.yield() }

const follow = (store: Store, onEntry: (id: string) => void = () => undefined, after = () => '0') => {
  const stop = new AbortController()
  const seen: string[] = []
  const lines: string[] = []
  const running = followStream(
    {
      store,
      stream: STREAM,
      after,
      onEntry: ({ id }) => {
        seen.push(id)
        onEntry(id)
      },
      clock,
      log: (line) => lines.push(line),
    },
    stop.signal,
  )
  return { seen, lines, running, end: () => (stop.abort(), running) }
}
const settled = (done: () => boolean) => expect.poll(done, { interval: 1 }).toBe(true)
const filled = async (count: number): Promise<Store> => {
  const store = memoryStore({ clock })
  for (let n = 1; n <= count; n++) await store.append(STREAM, `${n}-0`, { n: `${n}` })
  return store
}

describe('followStream', () => {
  test('entries of before and after the start come once and in order', async () => {
    const store = await filled(3)
    const { seen, end } = follow(store, undefined, () => '1-0')
    await settled(() => seen.length === 2)
    await store.append(STREAM, '9-0', { n: '9' })
    await settled(() => seen.length === 3)
    await end()
    expect(seen).toEqual(['2-0', '3-0', '9-0'])
  })

  test('an unreachable store is logged and retried, also at the start', async () => {
    const store = await filled(2)
    let failures = 4
    const away = () => {
      if (failures-- > 0) throw new SepError('store-unavailable', 'store: away')
    }
    const flaky: Store = { ...store, tail: async (...args) => (away(), store.tail(...args)) }
    const { seen, lines, end } = follow(flaky, undefined, () => (away(), '0'))
    await settled(() => seen.length === 2)
    await end()
    expect(seen).toEqual(['1-0', '2-0'])
    expect(lines).toEqual(new Array(4).fill('store: away'))
  })

  test('an entry that fails is skipped, the next one is not', async () => {
    const { seen, lines, end } = follow(await filled(3), (id) => {
      if (id === '2-0') throw new SepError('bad-argument', 'not a request')
    })
    await settled(() => seen.length === 3)
    await end()
    expect(seen).toEqual(['1-0', '2-0', '3-0'])
    expect(lines).toEqual(['not a request'])
  })

  test.each([new SepError('bad-journal', 'damaged'), new Error('a bug')])('%s ends it', async (error) => {
    const { running } = follow(await filled(1), () => {
      throw error
    })
    await expect(running).rejects.toBe(error)
  })
})
