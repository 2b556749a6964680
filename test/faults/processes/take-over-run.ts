/** Split brain with real processes: the owner is stopped (SIGSTOP) while another instance waits, and may lose the account meanwhile. */
import { systemClock } from '../../../lib/clock.js'
import { isStart, readJournal } from '../../../streams/journal/reader.js'
import type { CrashLabel } from '../../../lib/crash-points.js'
import { createRandom } from '../random.js'
import type { BooksFacts } from './check-books.js'
import { checkOwners, type TakenOver } from './check-owners.js'
import { checkScene } from './check-scene.js'
import { arm, finish, running, trades, WAIT_MS } from './life.js'
import { type Replayed, replayed } from './replayed.js'
import { ACCOUNT, openScene, type Pipeline, type Scene } from './scene.js'
import { until } from '../../support/until.js'

export interface TakeOverRunOptions {
  /** How often an owner is stopped. */
  readonly takeOvers: number
  readonly seed: number
  readonly speed?: number
  readonly cli?: string
  readonly onTakeOver?: (text: string) => void
}
export interface TakeOverRunFacts extends BooksFacts {
  readonly stops: number
  /** Stops after which another process had the account; in the others the owner kept it. */
  readonly lost: number
  /** How many of those had lost it before they continued. */
  readonly stale: number
  /** By the label at which the owner was stopped. */
  readonly at: Readonly<Record<string, number>>
  readonly replay: Replayed
  readonly log: string
}

const LEASE_SEC = 1
/** Length of a stop, relative to the lease's time to live. */
const RATIOS = [2, 1, 5, 0.5]
/** Every step in the path of an order, and some others. A request's bytes are sent in one piece: no stop within them. */
const LABELS: readonly CrashLabel[] = [
  'sent.marked',
  'http.connected',
  'intent.durable',
  'slice.journaled',
  'intent.before',
  'lease.renew',
  'intent.after',
  'reply.parsed',
  'outcome.before',
  'decision.made',
  'slice.closed',
  'position.folded',
]
const MINE = /another instance holds the lease/
const LOST = /a newer process holds the lease/

/** A pipeline that will stop at a label; null = it is stopped from outside, at any time. */
interface Owner {
  readonly live: Pipeline
  readonly label: CrashLabel | null
}

export const takeOverRun = async (options: TakeOverRunOptions): Promise<TakeOverRunFacts> => {
  const { seed, speed = 300, cli, takeOvers } = options
  const random = createRandom(seed)
  const scene = await openScene({ seed, speed, leaseTtlSec: LEASE_SEC, ...(cli ? { cli } : {}) })
  const at: Record<string, number> = {}
  const taken: TakenOver[] = []
  let lost = 0
  /** Starts the standby of the n-th owner. A short stop needs no label: it is made once both are running. */
  const begin = (n: number): Owner => {
    if (ratioOf(n + 1) < 1) return { live: scene.live(), label: null }
    const label = LABELS[n % LABELS.length]!
    return { live: scene.live(`${label}:${random.int(2, 6)}:stop`), label }
  }
  try {
    const first = scene.live()
    await running(first)
    await arm(scene, first)
    await trades(scene, first)
    let owner: Owner = { live: first, label: null }
    let next = begin(0)
    for (let n = 0; n < takeOvers; n++) {
      await responds(next.live)
      await stopped(owner)
      const where = owner.label ?? 'any time'
      const ratio = ratioOf(n)
      await systemClock.sleep(ratio * LEASE_SEC * 1000)
      const stale = await successor(scene, taken.at(-1)?.epoch ?? 1, ratio, next.live)
      if (stale) taken.push(stale)
      owner.live.child.send('SIGCONT')
      const kept = await settled(owner.live, next.live)
      if (!kept) lost++
      at[where] = (at[where] ?? 0) + 1
      options.onTakeOver?.(`${n + 1} ${where}, ${ratio} of the lease: ${kept ? 'kept' : stale ? 'lost' : 'lost late'}`)
      owner = kept ? { live: owner.live, label: null } : next
      if (!kept && n + 1 < takeOvers) next = begin(n + 1)
    }
    for (const { child } of [owner.live, next.live]) {
      // It may have reached its own label by now.
      child.send('SIGCONT')
      child.send('SIGKILL')
      await child.end(WAIT_MS)
    }
    await finish(scene)
    const books = await checkScene(scene)
    const broken = [...books.broken, ...(await checkOwners(scene, taken))]
    const facts = { stops: takeOvers, lost, stale: taken.length, at }
    return { ...books, broken, ...facts, replay: await replayed(scene), log: scene.log() }
  } catch (error) {
    throw new Error(`${String(error)}\n${scene.log()}`, { cause: error })
  } finally {
    await scene.close()
  }
}

const ratioOf = (n: number): number => RATIOS[n % RATIOS.length]!

/** It waits for the account, or already has it if the owner is stopped. */
const responds = ({ child, ready, health }: Pipeline): Promise<true> =>
  until(
    'an instance that responds',
    WAIT_MS,
    async () =>
      child.text().includes('halted at') ||
      (await ready())?.reasons.some(({ text }) => MINE.test(text)) ||
      (await health())?.phase === 'running',
    child.text,
  )

const stopped = async ({ live: { child }, label }: Owner): Promise<void> => {
  if (label === null) return child.send('SIGSTOP')
  await until(`the owner to stop at ${label}`, WAIT_MS, () => child.text().includes('halted at'), child.text)
}

/** Null if no start of a newer epoch has been journaled yet. */
const takenOver = (scene: Scene, epoch: number): Promise<TakenOver | null> =>
  scene.read(async (store) => {
    let newest: TakenOver | null = null
    for await (const entry of readJournal(store, ACCOUNT, '0'))
      if (isStart(entry) && entry.record.epoch > epoch)
        newest = { epoch: entry.record.epoch, tsMs: entry.record.tsMs, transactionId: 0 }
    if (!newest) return null
    const { lastTransactionID } = await scene.broker('/summary')
    return { ...newest, transactionId: Number(lastTransactionID) }
  })

/** A stop of more than a lease lasts until there is one, however slow the machine, unless that one has reached its own label. */
const successor = (scene: Scene, epoch: number, ratio: number, { child }: Pipeline): Promise<TakenOver | null> => {
  if (ratio <= 1) return takenOver(scene, epoch)
  return until(
    'a new owner',
    WAIT_MS,
    async () => {
      const taken = await takenOver(scene, epoch)
      return taken || child.text().includes('halted at') ? { taken } : null
    },
    child.text,
  ).then(({ taken }) => taken)
}

/** True if the owner kept its account; else it has ended with the reason, and the other one is ready. */
const settled = async (owner: Pipeline, other: Pipeline): Promise<boolean> => {
  const what = await until(
    'one owner of the account',
    WAIT_MS,
    async () => {
      const ended = owner.child.ended()
      if (ended !== null) return { ended }
      const [mine, theirs] = [await owner.health(), await other.health()]
      return mine?.phase === 'running' && theirs !== null && theirs.phase !== 'running' ? { ended } : null
    },
    owner.child.text,
  )
  if (what.ended === null) return true
  if (what.ended !== 1 || !LOST.test(owner.child.text()))
    throw new Error(`the process that lost the account ended with ${what.ended}\n${owner.child.text().slice(-2000)}`)
  await running(other, () => other.child.text().includes('halted at'))
  return false
}
