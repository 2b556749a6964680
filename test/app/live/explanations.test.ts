/** What a running pipeline answers: the newest slices from memory, for older ones the command. */
import { beforeAll, describe, expect, test } from 'vitest'
import { type LiveExplanations, liveExplanations } from '../../../app/live/monitoring/explanations.js'
import { explain } from '../../../graph/explain/explain.js'
import { recordSlices } from '../../../graph/engine/run/record-slices.js'
import { sep } from '../../../graph/sep.js'
import { randomMarket } from '../../support/random-market.js'
import { eager, runSep } from '../../support/sep-run.js'

const MINUTES = 320
const market = randomMarket({ seed: 3, minutes: MINUTES })
const graph = sep(eager())
const lastMs = (market[0]?.tMs.at(-1) as number) + 60_000
const all = recordSlices(graph, { keep: MINUTES })
let live: LiveExplanations
let world: ReturnType<typeof runSep>['world']

beforeAll(() => {
  // The run makes its world; the answers need it before the first frame.
  world = runSep(market, { settings: eager(), look: (frame) => void all.write(frame) }).world
  live = liveExplanations(graph, world, 'A-1')
  expect(() => live.explain('EUR_USD')).toThrow('there is no slice yet')
  runSep(market, { settings: eager(), look: (frame) => void live.write(frame) })
})

describe('a running pipeline', () => {
  test('explains each of its newest 256 slices', () => {
    for (const back of [0, 1, 255]) {
      const tsMs = lastMs - back * 60_000
      expect(live.explain('EUR_USD', tsMs)).toEqual(explain(graph, world, all.at(tsMs)!, 'EUR_USD'))
    }
    expect(live.explain('USD_JPY').tsMs).toBe(lastMs)
  })

  test('names the command for an older one', () => {
    const tsMs = lastMs - 256 * 60_000
    const at = new Date(tsMs).toISOString()
    expect(() => live.explain('EUR_USD', tsMs)).toThrow(`sep replay --account A-1 --explain ${at},EUR_USD`)
  })

  test('a later slice is not there yet; the instruments are named', () => {
    expect(() => live.explain('EUR_USD', lastMs + 60_000)).toThrow(
      `the newest is that of ${new Date(lastMs).toISOString()}`,
    )
    expect(() => live.explain('XXX_USD')).toThrow(/instrument XXX_USD: this run has .*EUR_USD/)
  })
})
