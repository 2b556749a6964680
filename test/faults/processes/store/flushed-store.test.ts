/** FLUSHALL under a running pipeline: it ends and names the cause; the next one starts with the kill switch ON, and adopts. */
import { expect, test } from 'vitest'
import { until } from '../../../support/until.js'
import { arm, cleanStop, running, trades, WAIT_MS } from '../life.js'
import { openScene } from '../scene.js'

test('no newer process is blamed, and what is held is taken over', async () => {
  const scene = await openScene({ seed: 1, speed: 300 })
  try {
    const live = scene.live()
    await running(live)
    await arm(scene, live)
    await trades(scene, live)
    const held = async () => ((await scene.broker('/openTrades'))['trades'] as readonly unknown[]).length
    await until('an open trade', WAIT_MS, async () => (await held()) > 0, live.child.text)
    await scene.redis('FLUSHALL')
    expect(await live.child.end(WAIT_MS)).toBe(1)
    expect(live.child.text()).toMatch(/ALARM lease .* is gone from the store: the store was emptied \(FLUSHALL\)/)
    expect(live.child.text()).not.toContain('a newer process')
    const next = scene.live()
    await running(next)
    const count = await held()
    // A snapshot may have been on its way when the store was emptied.
    expect(next.child.text()).toMatch(
      /(no journal|its entries are gone from the store, its snapshots are there): a first start/,
    )
    if (count > 0) expect(next.child.text()).toMatch(/\d+ trades adopted; kill switch ON/)
    await cleanStop(next)
  } finally {
    await scene.close()
  }
}, 900_000)
