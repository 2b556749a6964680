/** `sep live` stopped and started with other parameters: what judges them has run over history with them before anything may trade. */
import { expect, test } from 'vitest'
import { decodeSnapshot, type Snapshot } from '../../../graph/engine/run/snapshot.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { isStart, readJournal } from '../../../streams/journal/reader.js'
import { loadSnapshots } from '../../../streams/snapshot/loader.js'
import { until } from '../../support/until.js'
import { arm, cleanStop, running, trades, WAIT_MS } from './life.js'
import { replayed } from './replayed.js'
import { ACCOUNT, openScene, type Scene } from './scene.js'

const CHANGED = ['direction', 'shadow', 'gates', 'allocate']

const newestSnapshot = (scene: Scene): Promise<Snapshot | undefined> =>
  scene.read(async (store) => (await loadSnapshots(store, journalKeys(ACCOUNT).snapshots)).snapshots[0]?.snapshot)
/** The state in which the last process stopped. A stop between a slice's journal entry and its step leaves none: the next one does. */
const lastSnapshot = async (scene: Scene): Promise<Snapshot> => {
  for (;;) {
    const snapshot = await newestSnapshot(scene)
    if (snapshot) return snapshot
    const next = scene.live()
    await running(next)
    await cleanStop(next)
  }
}
const newestStart = (scene: Scene) =>
  scene.read(async (store) => {
    const starts = []
    for await (const entry of readJournal(store, ACCOUNT, '0')) if (isStart(entry)) starts.push(entry.record)
    return starts.at(-1)!
  })

test('the changed nodes are warmed up on history, shown on /ready; the others keep their state', async () => {
  const scene = await openScene({ seed: 1, speed: 300 })
  try {
    const first = scene.live()
    await running(first)
    await arm(scene, first)
    await trades(scene, first)
    await cleanStop(first)
    const before = await lastSnapshot(scene)
    // The reply to its first request for candles takes three seconds of the machine.
    const slow = { on: 'candles', times: 1, fault: { kind: 'late', ms: 3000 * scene.speed } }
    const planned = scene.faults({ calls: [slow] })
    const next = scene.live(undefined, { flags: ['--set', 'direction.atrN=10'] })
    const text = `warming up: ${CHANGED.join(', ')}`
    await until(
      'the reason on /ready',
      WAIT_MS,
      async () => (await next.ready())?.reasons.some((reason) => reason.code === 'warming' && reason.text === text),
      next.child.text,
    )
    await planned
    await running(next)
    expect(next.child.text().indexOf(text)).toBeLessThan(next.child.text().indexOf('sep: running'))
    expect(next.child.text()).not.toContain('without their state')
    const start = await newestStart(scene)
    expect(start.state).toBe('carried')
    const after = decodeSnapshot(start.carried!)
    const stateOf = ({ nodes }: Snapshot, id: string) => nodes.find((node) => node.id === id)?.sha256
    for (const id of CHANGED) expect([id, stateOf(after, id)]).not.toEqual([id, stateOf(before, id)])
    // A stop may fall between a slice's journal entry and its step: then the start has stepped it.
    const kept = before.nodes.filter(({ id }) => !CHANGED.includes(id) && before.seq === after.seq)
    for (const { id } of kept) expect([id, stateOf(after, id)]).toEqual([id, stateOf(before, id)])
    await trades(scene, next)
    await cleanStop(next)
    expect(await replayed(scene)).toMatchObject({ code: 0 })
  } finally {
    await scene.close()
  }
}, 900_000)
