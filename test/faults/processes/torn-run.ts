/** The store restarts without the end of its file: its last acknowledged writes are gone, but the broker has the order. */
import { readdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { decisionNamed, transactionsSince } from './broker-transactions.js'
import type { BooksFacts } from './check-books.js'
import { checkScene } from './check-scene.js'
import { arm, finish, running, trades, WAIT_MS } from './life.js'
import { type Replayed, replayed } from './replayed.js'
import { openScene, type Scene } from './scene.js'
import { until } from '../../support/until.js'

export interface TornRunFacts extends BooksFacts {
  /** Bytes cut off the store's file. */
  readonly cutBytes: number
  readonly replay: Replayed
  readonly log: string
}

/** What the books lack of an order whose record was cut off: an increase names its decision at the broker, a close does not. */
const WITHOUT_RECORD =
  /^C1: order (\d+) (?:is of decision \w+, our ledger has null|belongs to no decision)|^C2: order (\d+): nothing was recorded before/
const ADOPTED = /ALARM \w+ order (\d+) is SEP's by its name or trade, but was not expected: adopted/

export const tornRun = async (options: {
  readonly seed: number
  readonly cli?: string
  readonly alive: boolean
}): Promise<TornRunFacts> => {
  const { seed, cli, alive } = options
  const scene = await openScene({ seed, speed: 300, ...(cli ? { cli } : {}) })
  try {
    const first = scene.live()
    await running(first)
    await arm(scene, first)
    await until('more orders', WAIT_MS, async () => (await ordersOf(scene)).length > 6, first.child.text)
    await trades(scene, first)
    if (!alive) first.child.send('SIGKILL')
    scene.store().send('SIGKILL')
    await scene.store().end(WAIT_MS)
    const cutBytes = tear(scene, await lastOrder(scene))
    await scene.startStore()
    if (alive) {
      const code = await first.child.end(WAIT_MS)
      if (code !== 1 || !/it has lost entries/.test(first.child.text()))
        throw new Error(`the process that lost its journal ended with ${code}\n${first.child.text().slice(-2000)}`)
    }
    const next = scene.live()
    await running(next)
    await until('an order that is adopted', WAIT_MS, () => ADOPTED.test(next.child.text()), next.child.text)
    await trades(scene, next)
    next.child.send('SIGTERM')
    await next.child.end(WAIT_MS)
    await finish(scene)
    const books = await checkScene(scene, { expected: /short read while loading the AOF/, torn: true })
    // All that came after the cut is gone, closes too: those orders have no decision any more, each is adopted with an alarm.
    const adopted = new Set([...next.child.text().matchAll(new RegExp(ADOPTED, 'g'))].map(([, id]) => id))
    const broken = books.broken.filter((text) => !adopted.has(orderOf(text)))
    return { ...books, broken, cutBytes, replay: await replayed(scene), log: scene.log() }
  } catch (error) {
    throw new Error(`${String(error)}\n${scene.log()}`, { cause: error })
  } finally {
    await scene.close()
  }
}

/** The order without a record; undefined = another fault. */
const orderOf = (fault: string): string | undefined => {
  const [, first, second] = WITHOUT_RECORD.exec(fault) ?? []
  return first ?? second
}

const ordersOf = async (scene: Scene) =>
  (await transactionsSince(scene, 1)).filter(({ type }) => type === 'MARKET_ORDER')

/** The decision of the broker's newest increase. */
const lastOrder = async (scene: Scene): Promise<string> => {
  const id = (await ordersOf(scene)).map(decisionNamed).findLast((named) => named !== null)
  if (id === undefined || id === null) throw new Error('no increase ever reached the broker')
  return id
}

/** Cuts the store's file in the middle of the record of a sent decision; returns the number of bytes lost. */
const tear = (scene: Scene, decisionId: string): number => {
  const folder = join(scene.folder, 'appendonlydir')
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.incr.aof'))!)
  const bytes = readFileSync(file)
  const at = bytes.indexOf(decisionId)
  if (at < 0) throw new Error(`decision ${decisionId} is not in the store's file`)
  truncateSync(file, at + 5)
  return bytes.length - at - 5
}
