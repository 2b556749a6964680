/** A flatten that closes trades that are not SEP's: one process does it, over restarts; the parts of a cut pipeline refuse it. */
import { expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.js'
import { readTaken } from '../../../streams/control/taken.js'
import { writeControlRequest } from '../../../streams/control/writer.js'
import { ACCOUNT, frameOf, startControl } from '../../support/live/control.js'

test.each(['all', 'slices'] as const)('by %s', async (part) => {
  const life = await startControl({ part })
  const store = { ...life.store, flush: async () => true }
  const request = { kind: 'flatten', pair: null, foreign: true } as const
  const id = await writeControlRequest(store, ACCOUNT, request, systemClock.nowMs())
  const record = async () => (await readTaken(store, ACCOUNT)).get(id)
  const refused = async () => (await record())?.state === 'refused'
  await expect.poll(async () => life.control.closesForeign() || (await refused())).toBe(true)
  expect(await refused()).toBe(part === 'slices')
  if (part === 'slices') return life.end()
  await life.control.carried(frameOf([0, 0, 0], life.control.row(), Date.UTC(2026, 0, 7, 12)))
  expect(await record()).toMatchObject({ state: 'taken', why: expect.stringContaining('open: XAU_USD 3') })
  await life.end()
  // A restart has not forgotten whose trades are to go.
  const second = await startControl({ store: life.store, flatten: Uint8Array.of(1, 1, 1) })
  await second.ask({ kind: 'reconcile' })
  expect(second.control.closesForeign()).toBe(true)
  await second.end()
})
