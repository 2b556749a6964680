/** The driver pushes, reads, lets time pass, and resumes from a snapshot as if nothing had been. */
import { describe, expect, test } from 'vitest'
import { bind } from '../../../../graph/engine/define/operator.js'
import { type SliceValues, type TestDriver, testDriver } from '../../../../graph/engine/testing/test-driver.js'
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
    toy.push({ price: {} })
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

  test.each<[string, (toy: TestDriver) => void, string]>([
    ['a source missing', (toy) => toy.push({}), "slice 0: source 'price' is missing"],
    [
      'an unknown source',
      (toy) => toy.push(slice(1), { ...slice(1), prize: {} }),
      "slice 1: no source 'prize'; known: price",
    ],
    [
      'an unknown column',
      (toy) => toy.push({ price: { d: 1 } }),
      "source 'price' has no column 'd'; known: present, c",
    ],
    ['a row short', (toy) => toy.push({ price: { c: [1] } }), 'column price.c has 1 values, needed 2 (2 rows)'],
    ['no number', (toy) => toy.push({ price: { c: 'x' as never } }), 'column price.c is not a list of numbers'],
    ['no slice', (toy) => toy.push(), 'push() has no slice'],
    ['too many slices', (toy) => toy.push(...Array.from({ length: 5 }, () => slice(1))), 'holds 4 slices, not 5'],
    ['time that goes back', (toy) => toy.advance(-5), 'advance(-5) is not'],
    ['time without end', (toy) => toy.advance(Number.POSITIVE_INFINITY), 'advance(Infinity) is not'],
    ['reading before a push', (toy) => toy.last('broker'), "no slice was pushed; last('broker')"],
    ['an unknown node', (toy) => toy.last('nope'), "no node 'nope'; known: price, "],
    ['history of an unknown node', (toy) => toy.history('nope', 'c'), "no node 'nope'; known: price, "],
    [
      'history of an unknown column',
      (toy) => toy.history('broker', 'unit'),
      "node 'broker' has no column 'unit'; known: ",
    ],
    ['history of an unknown row', (toy) => toy.history('broker', 'units', 'GBP'), "no row 'GBP'; known: EUR_USD, "],
  ])('a mistake is named: %s', (_what, act, message) => {
    const toy = driver()
    const thrown = expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining(message) })
    expect(() => act(toy)).toThrow(thrown)
    expect(toy.tsMs()).toBeNaN()
  })

  test.each([
    [[], 'rows are empty'],
    [[{ name: 'a' }, { name: '' }], 'row 1 has no name'],
    [[{ name: 'a' }, { name: 'b' }, { name: 'a' }], "rows 0 and 2 have the same name, 'a'"],
  ])('wrong rows are named: %j', (rows, message) => {
    expect(() => testDriver(graph, { ...world, rows } as never, { bindings })).toThrow(
      `driver of graph toy: ${message}`,
    )
  })

  test.each([
    [{ startMs: Number.NaN }, 'startMs is NaN'],
    [{ everyMs: 0 }, 'everyMs is 0'],
  ])('a wrong clock is named: %j', (options, message) => {
    expect(() => testDriver(graph, world, { bindings, ...options })).toThrow(message)
  })
})
