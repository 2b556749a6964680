import { expect, test } from 'vitest'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import { createFrame } from '../../../graph/engine/run/frame.js'
import { defineGraph } from '../../../graph/engine/define/define.js'
import { schemas } from '../../../model/columns.js'
import { nodes } from '../../../model/nodes.js'
import { createSlicer, REPLAY_CONTROL } from '../../../sources/slicer.js'
import { makeSeries } from '../../support/series.js'
import { worldOf } from '../../support/wall-clock.js'

const START = Date.UTC(2024, 2, 5, 12)
const graph = defineGraph('ends', (g) => {
  g.sink('candle', g.source('candle', schemas.candle))
  g.sink('quote', g.source('quote', schemas.quote))
})

/** Rate to the dollar of the first pair, where all of them stand at 2. */
test.each<[string, readonly string[], number]>([
  ['the quote currency is home', ['EUR_USD'], 1],
  ['a pair converts it', ['EUR_GBP', 'GBP_USD'], 2],
  ['a pair converts it the other way round', ['EUR_JPY', 'USD_JPY'], 0.5],
  // A rate of 1 would size a yen as a dollar: nothing can be sized without a rate.
  ['no pair converts it', ['EUR_JPY'], Number.NaN],
])('rate to home: %s', (_, names, expected) => {
  const world = worldOf([...names])
  const { frame } = createFrame(graph, world, 1)
  const slicer = createSlicer(world, { isWeekMinute: () => true, control: () => REPLAY_CONTROL })
  slicer.feed(names.map((name) => makeSeries(name, START, [{ minute: 0, o: 2, c: 2 }])))
  expect(slicer.fill(frame)).toBe(true)
  expect(columnsOf(frame, nodes.quote).homeRate[0]).toBe(expected)
})
