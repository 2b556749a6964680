/** The guard `direction` of the readiness answer names the slope and the bound that judges it. */
import { expect, test } from 'vitest'
import { frameReads } from '../../../api/model/frames/frame-reads.js'
import { sep } from '../../../graph/sep.js'
import { createWorld } from '../../../model/world.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { randomMarket } from '../../support/random-market.js'
import { eager, runSep } from '../../support/sep-run.js'

test('a direction has a slope beyond its bound, and a slope within it has none', () => {
  const settings = eager()
  const names = ['EUR_USD', 'USD_JPY']
  const reads = frameReads({ graph: sep(settings), world: createWorld(loadInstruments(names), 'USD') })
  runSep(randomMarket({ seed: 3, minutes: 1000, names }), { settings, look: (frame) => void reads.write(frame) })
  const found = new Set<string>()
  for (const name of names)
    for (const at of new Set(reads.tap('qfh', 500).rows.map(({ tsMs }) => tsMs))) {
      const row = reads.explain(name, at).guards.find(({ code }) => code === 'direction')
      if (!row || row.value === null) continue
      expect([Math.abs(row.bound!), row.op]).toEqual([settings.direction.thrBps, row.value < 0 ? '<=' : '>='])
      const isBeyond = row.op === '>=' ? row.value >= row.bound! : row.value <= row.bound!
      if (row.passes) expect(isBeyond).toBe(true)
      found.add(`${isBeyond} ${row.passes}`)
    }
  expect(found).toContain('false false')
  expect(found).toContain('true true')
})
