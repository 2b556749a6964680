/** `sep live --nodes`: one account in two or three processes, each killed and each halted in turn; in the end one process takes the account over. */
import { systemClock } from '../../../graph/clock.js'
import { type BooksFacts, checkBooks } from './check-books.js'
import { arm, finish, running, trades, WAIT_MS } from './life.js'
import { type Replayed, replayed } from './replayed.js'
import { openScene, type Pipeline } from './scene.js'

/** Shorter than a lease, ms of the machine. */
const PAUSE_MS = 600

export interface PartsRunFacts extends BooksFacts {
  /** The part that was killed, in order. */
  readonly killed: readonly string[]
  readonly replay: Replayed
  readonly log: string
}

/** `parts`: the first makes the slices, the last trades. */
export const partsRun = async (options: {
  readonly parts: readonly string[]
  readonly seed: number
  readonly rounds: number
  readonly speed?: number
  readonly cli?: string
}): Promise<PartsRunFacts> => {
  const { parts, seed, rounds, speed = 120, cli } = options
  const scene = await openScene({ seed, speed, ...(cli ? { cli } : {}) })
  const start = (nodes: string): Pipeline => scene.live(undefined, ['--nodes', nodes])
  const killed: string[] = []
  try {
    const living = parts.map(start)
    const trader = () => living.at(-1) as Pipeline
    for (const part of living) await running(part)
    await arm(scene, trader())
    await trades(scene, trader())
    for (let n = 0; n < rounds * parts.length; n++) {
      const k = n % parts.length
      living[k]?.child.send('SIGKILL')
      await living[k]?.child.end(WAIT_MS)
      living[k] = start(parts[k] as string)
      await running(living[k] as Pipeline)
      await trades(scene, trader())
      killed.push(parts[k] as string)
    }
    // A part that stands still lets slices pile up: those behind it are traded only where they know of the orders before them.
    for (const { child } of living) {
      child.send('SIGSTOP')
      await systemClock.sleep(PAUSE_MS)
      child.send('SIGCONT')
      await trades(scene, trader())
    }
    for (const { child } of living) child.send('SIGTERM')
    for (const { child } of living) {
      const code = await child.end(WAIT_MS)
      if (code !== 0) throw new Error(`a clean stop ended with ${code}\n${child.text().slice(-3000)}`)
    }
    await finish(scene)
    const books = await checkBooks(scene)
    return { ...books, killed, replay: await replayed(scene), log: scene.log() }
  } catch (error) {
    throw new Error(`${String(error)}\n${scene.log()}`, { cause: error })
  } finally {
    await scene.close()
  }
}
