/** Recorded minutes, replayed much faster: a pipeline trades them against the paper broker, is killed once half-way, and continues. */
import { systemClock } from '../../../lib/clock.js'
import { EAGER } from '../../support/sep-run.js'
import type { BooksFacts } from './check-books.js'
import { checkScene } from './check-scene.js'
import { arm, finish, running, trades, WAIT_MS } from './life.js'
import { type Replayed, replayed } from './replayed.js'
import { openScene, type Pipeline } from './scene.js'
import { until } from '../../support/until.js'
import { HOUR_MS } from '../../../lib/time-units.js'

export interface WeekRunOptions {
  /** Folder of one-minute candles; null = a synthetic market. */
  readonly data: string | null
  /** Start of the broker's time, as its --from takes it; the day before is warm-up. */
  readonly from: string
  /** Comma separated. */
  readonly pairs: string
  /** Hours of the market to trade. */
  readonly hours: number
  readonly speed?: number
  readonly cli?: string
  readonly onHour?: (text: string) => void
}
export interface WeekRunFacts extends BooksFacts {
  readonly replay: Replayed
  readonly elapsedSec: number
  readonly log: string
}

/** Recorded minutes are traded as they are, except that the coherence bound is off: few of them reach it. */
const REAL = ['guards.cMin=0']

export const weekRun = async (options: WeekRunOptions): Promise<WeekRunFacts> => {
  const { data, from, hours, speed = 600, pairs, cli } = options
  const scene = await openScene({
    seed: 1,
    speed,
    pairs,
    market: [...(data === null ? [] : ['--data', data]), '--from', from],
    live: ['--warmup-days', '1', ...(data === null ? EAGER : REAL).flatMap((set) => ['--set', set])],
    ...(cli ? { cli } : {}),
  })
  const beganMs = systemClock.monotonicMs()
  const startMs = Date.parse(from)
  const reached = (live: Pipeline, hour: number): Promise<unknown> =>
    until(
      `${hour} hours of the market`,
      (hour * HOUR_MS) / speed + WAIT_MS,
      async () => {
        if (live.child.ended() !== null)
          throw new Error(`it ended with ${live.child.ended()}\n${live.child.text().slice(-2000)}`)
        const tsMs = (await live.status())?.tsMs ?? 0
        return tsMs >= startMs + hour * HOUR_MS
      },
      live.child.text,
    )
  try {
    const first = scene.live()
    await running(first)
    await arm(scene, first)
    await trades(scene, first)
    await reached(first, hours / 2)
    first.child.send('SIGKILL')
    await first.child.end(WAIT_MS)
    options.onHour?.('killed half-way')
    const second = scene.live()
    await running(second)
    await reached(second, hours)
    await trades(scene, second)
    second.child.send('SIGTERM')
    await second.child.end(WAIT_MS)
    await finish(scene)
    const elapsedSec = (systemClock.monotonicMs() - beganMs) / 1000
    const books = await checkScene(scene)
    return { ...books, elapsedSec, replay: await replayed(scene), log: scene.log() }
  } catch (error) {
    throw new Error(`${String(error)}\n${scene.log()}`, { cause: error })
  } finally {
    await scene.close()
  }
}
