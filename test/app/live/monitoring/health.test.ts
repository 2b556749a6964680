/** How soon it is known that the broker or the store does not answer, and that it does again. */
import { describe, expect, test } from 'vitest'
import { brokerHealth, probeBroker, storeHealth, watchedClient } from '../../../../app/live/monitoring/health.js'
import { SepError } from '../../../../model/error-codes.js'
import { testClock } from '../../../support/test-clock.js'

type Answer = 'ok' | 'hangs' | 'unavailable' | 'refused' | 'limits' | 'limits for a minute'

/** Milliseconds, in steps of 250, at which there was a reason. */
const during = async (
  clock: ReturnType<typeof testClock>,
  reason: () => string | null,
  answers: (ms: number) => void,
  untilMs: number,
): Promise<readonly number[]> => {
  const held: number[] = []
  for (let ms = 0; ms < untilMs; ms += 250) {
    answers(ms)
    await clock.advance(250)
    for (let turn = 0; turn < 5; turn++) await clock.yield()
    if (reason() !== null) held.push(ms + 250)
  }
  return held
}

/** When there is a reason, of a broker that answers as given from each time on. */
const broker = (answers: readonly (readonly [fromMs: number, answer: Answer])[], untilMs = 8000) => {
  const clock = testClock(0)
  const health = brokerHealth(clock)
  let answer: Answer = 'ok'
  let release = () => {}
  const summary = async () => {
    if (answer === 'hangs')
      await new Promise<void>((resolve) => {
        release = resolve
      })
    else if (answer === 'refused') throw new SepError('broker-refused', 'HTTP 401')
    else if (answer.startsWith('limits')) {
      health.heard({ kind: 'rate-limited', text: 'HTTP 429', waitMs: answer === 'limits' ? 250 : 60_000 })
      throw new SepError('broker-unavailable', 'HTTP 429, 4 times')
    } else if (answer === 'unavailable') throw new SepError('broker-unavailable', 'HTTP 503, 4 times')
    return {}
  }
  const client = watchedClient({ summary } as never, health)
  void probeBroker(client, clock, health, new AbortController().signal)
  const change = (ms: number) => {
    for (const [fromMs, next] of answers)
      if (fromMs === ms) {
        answer = next
        release()
      }
  }
  return during(clock, health.reason, change, untilMs)
}

describe('the broker', () => {
  const span = (fromMs: number, toMs: number) =>
    Array.from({ length: (toMs - fromMs) / 250 + 1 }, (_, n) => fromMs + n * 250)

  test.each<[string, readonly (readonly [number, Answer])[], readonly number[]]>([
    ['answers', [], []],
    [
      'sends errors for a moment',
      [
        [1000, 'unavailable'],
        [1500, 'ok'],
      ],
      [],
    ],
    [
      'sends errors',
      [
        [1000, 'unavailable'],
        [5000, 'ok'],
      ],
      span(2500, 5000),
    ],
    [
      'refuses us',
      [
        [1000, 'refused'],
        [5000, 'ok'],
      ],
      span(2500, 5000),
    ],
    [
      'is frozen',
      [
        [1000, 'hangs'],
        [5000, 'ok'],
      ],
      span(3000, 5000),
    ],
  ])('%s', async (_, answers, held) => {
    const got = await broker(answers)
    expect(got.length === 0).toBe(held.length === 0)
    if (held.length === 0) return
    expect(Math.abs(got[0]! - held[0]!)).toBeLessThanOrEqual(500)
    expect(got[0]! - 1000).toBeLessThanOrEqual(2000)
    expect(Math.abs(got.at(-1)! - held.at(-1)!)).toBeLessThanOrEqual(500)
  })
})

describe('a broker that answers 429', () => {
  const flaps = Array.from({ length: 40 }, (_, n) => [1000 + n * 1000, n % 2 === 0 ? 'limits' : 'ok'] as const)
  test.each<[string, readonly (readonly [number, Answer])[], readonly [first: number, last: number] | null]>([
    ['again and again, and lives', flaps, null],
    [
      'for twenty seconds',
      [
        [1000, 'limits'],
        [21_000, 'ok'],
      ],
      null,
    ],
    [
      'for longer than thirty',
      [
        [1000, 'limits'],
        [50_000, 'ok'],
      ],
      [31_500, 50_500],
    ],
    [
      'once, and asks for a minute',
      [
        [1000, 'limits for a minute'],
        [1500, 'hangs'],
      ],
      [31_500, 60_000],
    ],
    [
      'and is then gone',
      [
        [1000, 'limits'],
        [2000, 'hangs'],
      ],
      [12_250, 60_000],
    ],
  ])('%s', async (_, answers, held) => {
    const got = await broker(answers, 60_000)
    if (held === null) return expect(got).toEqual([])
    const [first, last] = held
    expect(Math.abs(got[0]! - first)).toBeLessThanOrEqual(1000)
    expect(Math.abs(got.at(-1)! - last)).toBeLessThanOrEqual(1000)
  })
})

describe('the store', () => {
  const play = (kind: 'valkey' | 'memory', answers: readonly (readonly [fromMs: number, answer: string])[]) => {
    const clock = testClock(0)
    let answer = 'ok'
    const health = storeHealth(
      {
        kind,
        durability: async () => {
          if (answer === 'down') throw new SepError('store-unavailable', 'ECONNREFUSED')
          if (answer === 'hangs') await new Promise(() => {})
          return { durable: answer === 'ok', reason: answer }
        },
      },
      clock,
    )
    void health.run(new AbortController().signal)
    const change = (ms: number) => {
      for (const [fromMs, next] of answers) if (fromMs === ms) answer = next
    }
    return during(clock, health.reason, change, 8000)
  }
  test.each([
    ['is down', 'down'],
    ['is frozen', 'hangs'],
    ['may lose what it confirmed', 'appendfsync is everysec'],
  ])('%s: known within two seconds', async (_, answer) => {
    const got = await play('valkey', [
      [1000, answer],
      [5000, 'ok'],
    ])
    expect(got[0]! - 1000).toBeLessThanOrEqual(2000)
    if (answer !== 'hangs') expect(got.at(-1)! - 5000).toBeLessThanOrEqual(2000)
  })
  test('in memory it need not keep anything', async () => {
    expect(await play('memory', [[1000, 'in memory: nothing survives']])).toEqual([])
  })
})
