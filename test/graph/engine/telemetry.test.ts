/** The times of a loop's stage are those of slices anywhere in a frame: the first ones are slower, their columns not yet in the cache. */
import { expect, test } from 'vitest'
import { bind } from '../../../graph/engine/define/operator.js'
import { compile } from '../../../graph/engine/run/compile.js'
import { testClock } from '../../support/test-clock.js'
import { broker, toyGraph, toySlot, toyWorld, writeSlices } from '../../support/toy.js'

test('the slices of a loop that are timed are at every place of a frame', () => {
  const places = new Set<number>()
  let timing = false
  const clock = { ...testClock(), monotonicMs: () => Number((timing = !timing)) }
  const watched: typeof broker = {
    ...broker,
    step: (...args) => {
      if (timing) places.add(args[4])
      broker.step(...args)
    },
  }
  const compiled = compile(toyGraph(), toyWorld(), { bindings: [bind(toySlot, watched, {})], capacity: 8, clock })
  const slices = Array.from({ length: 8 * 61 }, (_, i) => ({ tsMs: i + 1, prices: [1, 2] }))
  for (let from = 0; from < slices.length; from += 8) {
    writeSlices(compiled.frame, slices, from, from + 8)
    compiled.begin()
    for (const stage of compiled.stages) stage.run(compiled.frame)
    compiled.end()
  }
  expect(places).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]))
})
