/** The driver pushes, reads, lets time pass, and resumes from a snapshot as if nothing had been. */
import { describe, expect, test } from 'vitest'
import { bind } from '../../../../graph/engine/define/operator.js'
import { type SliceValues, testDriver } from '../../../../graph/engine/testing/test-driver.js'
import { broker, filled, ordered, toyGraph, toySlot, toyWorld } from '../../../support/toy.js'

const graph = toyGraph()
const world = toyWorld()
const bindings = [bind(toySlot, broker, {})]
const driver = () => testDriver(graph, world, { bindings, capacity: 4, startMs: 60_000 })
const slice = (eur: number, chf = Number.NaN): SliceValues => ({
  price: { present: [1, Number.isNaN(chf) ? 0 : 1], c: [eur, chf] },
})

describe('test driver', () => {
  test('a slice is pushed, its columns are read, by id or by wire', () => {
    const toy = driver()
    toy.push(slice(1), slice(1))
    toy.push(slice(1))
    expect([...toy.last('broker')['units']!]).toEqual([0.4375, 0])
    // The order of the slice before, filled.
    expect([...toy.last({ node: 'broker', schema: filled }).fillUnits]).toEqual([0.1875])
    expect(toy.history('broker', 'units', 'EUR_USD')).toEqual([0, 0.25, 0.4375])
    expect(toy.history({ node: 'orderer', schema: ordered }, 'units', 'USD_CHF')).toEqual([0, 0, 0])
    expect(toy.history('broker', 'total')).toEqual([0, 0.25, 0.4375])
  })

  test('a number stands for every row; what is left out is NaN, 0, no event', () => {
    const toy = driver()
    toy.push({ price: { present: 1, c: 2 } })
    expect([...toy.last('mean')['mean']!]).toEqual([0.5, 0.5])
    toy.push({})
    expect([...toy.last('price')['present']!, ...toy.last('price')['c']!]).toEqual([0, 0, Number.NaN, Number.NaN])
    expect([...toy.last('mean')['mean']!]).toEqual([0.5, 0.5])
  })

  test('event time goes on by itself and by hand', () => {
    const toy = driver()
    expect(toy.tsMs()).toBeNaN()
    toy.push(slice(1), slice(1))
    expect(toy.tsMs()).toBe(120_000)
    toy.advance(3_600_000)
    toy.push(slice(1))
    expect(toy.tsMs()).toBe(3_780_000)
  })

  test('restored at any slice, in frames cut by any seed: the same history', () => {
    const slices = Array.from({ length: 23 }, (_, n) => slice(1 + (n % 5) / 8, n % 3 ? 2 - (n % 7) / 8 : Number.NaN))
    const whole = driver()
    for (const one of slices) whole.push(one)
    const expected = whole.history('broker', 'total')
    for (let n = 0; n <= slices.length; n++) {
      const toy = driver()
      toy.pushCut(slices.slice(0, n), n)
      const bytes = toy.snapshot()
      // What the restore forgets.
      toy.push(slice(1000))
      toy.restore(bytes)
      expect(toy.history('broker', 'total')).toHaveLength(n)
      toy.pushCut(slices.slice(n), n + 1)
      expect(toy.history('broker', 'total')).toEqual(expected)
      expect(toy.tsMs()).toBe(whole.tsMs())
    }
  })

  test('mistakes are named', () => {
    const toy = driver()
    expect(() => toy.push({ prize: { c: 1 } })).toThrow('prize.c is a column of a source')
    expect(() => toy.push(...Array.from({ length: 5 }, () => slice(1)))).toThrow('holds 4 slices, not 5')
    expect(() => toy.last('broker')).toThrow('a slice was pushed')
    toy.push(slice(1))
    expect(() => toy.history('broker', 'units', 'GBP_USD')).toThrow('GBP_USD is a row')
    expect(() => toy.history('broker', 'unit')).toThrow('node broker has a column unit')
  })
})
