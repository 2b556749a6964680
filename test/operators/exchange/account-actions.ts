/** Things that can happen to an account, drawn at random. */
import fc from 'fast-check'

const ticks = fc.integer({ min: -400, max: 400 })
const distance = fc.integer({ min: 20, max: 400 })
const onFill = fc.option(fc.oneof(distance, fc.constant('wrong' as const)), { nil: null, freq: 3 })
const instrument = fc.constantFrom(0, 1)
const pick = fc.nat({ max: 5 })
export const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      k: instrument,
      type: fc.constantFrom('MARKET' as const, 'LIMIT' as const, 'STOP' as const, 'MARKET_IF_TOUCHED' as const),
      units: fc.integer({ min: -60_000, max: 60_000 }),
      ticks,
      timeInForce: fc.constantFrom(undefined, undefined, undefined, 'FOK' as const, 'GTD' as const, 'GFD' as const),
      positionFill: fc.constantFrom(
        undefined,
        undefined,
        'OPEN_ONLY' as const,
        'REDUCE_FIRST' as const,
        'REDUCE_ONLY' as const,
      ),
      bound: fc.option(ticks, { nil: null, freq: 2 }),
      take: onFill,
      stop: onFill,
      trailing: onFill,
      name: fc.option(pick, { nil: null, freq: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('bracket' as const),
      trade: pick,
      type: fc.constantFrom('TAKE_PROFIT' as const, 'STOP_LOSS' as const, 'TRAILING_STOP_LOSS' as const),
      ticks,
      byDistance: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('bar' as const),
      k: instrument,
      ticks,
      up: fc.nat({ max: 200 }),
      down: fc.nat({ max: 200 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('tick' as const), k: instrument, ticks }) },
  // Fills at once: otherwise few lives hold anything for long, and hardly any hold both sides.
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('open' as const),
      k: instrument,
      units: fc.integer({ min: -20_000, max: 20_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), order: pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('replace' as const), order: pick, ticks }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('close' as const),
      trade: pick,
      percent: fc.constantFrom('ALL' as const, 30, 100, 101),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('flatten' as const),
      k: instrument,
      side: fc.constantFrom('net' as const, 'long' as const, 'short' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('fund' as const), amount: fc.integer({ min: -3000, max: 3000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('finance' as const), weekday: fc.nat({ max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('name' as const), order: pick, trade: pick, name: pick }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('configure' as const), percent: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const) }) },
)
export type Action = typeof action extends fc.Arbitrary<infer T> ? T : never
