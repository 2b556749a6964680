import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { REASON } from '../../../model/codes.js'
import { riskGuards } from '../../../operators/risk-guards.js'
import { slowRisk } from '../../reference/risk.js'
import { runOperator } from '../../../graph/engine/testing/run-operator.js'
import { worldOf } from '../../support/wall-clock.js'
import { add, type Config, desk, entry, type Fill, inputOf, MINUTE, type Row, type Slice, START } from './desk.js'

const NAMES = ['EUR_JPY', 'EUR_USD', 'GBP_USD', 'USD_JPY']
const world = worldOf(NAMES)
const rarely = <T>(value: fc.Arbitrary<T>, otherwise: T, weight = 12) =>
  fc.oneof({ weight, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: value })
const often = <T>(value: fc.Arbitrary<T>, otherwise: T) => rarely(value, otherwise, 1)
const flag = (normal: 0 | 1) => rarely(fc.constant(1 - normal), normal as number, 40)
const jitter = fc.double({ min: 0.98, max: 1.02, noNaN: true })

const rowOf: fc.Arbitrary<Row> = fc
  .record({
    side: fc.constantFrom(1, -1),
    wished: often(fc.oneof(fc.integer({ min: 1, max: 400_000 }), fc.integer({ min: 98, max: 103 })), 0),
    increaseReason: fc.constantFrom(REASON.entry, REASON.add, REASON.pulse),
    closeUnits: rarely(fc.integer({ min: -1000, max: 1000 }), 0, 4),
    size: often(fc.integer({ min: 1, max: 300_000 }), 0),
    pendingSize: rarely(fc.integer({ min: 1, max: 100_000 }), 0),
    foreignUnits: rarely(fc.integer({ min: -100_000, max: 100_000 }), 0, 20),
    against: rarely(fc.constant(true), false, 30),
    tradeCount: fc.integer({ min: 0, max: 8 }),
    exit: rarely(fc.constantFrom(REASON.stop, REASON.stop, REASON.take, REASON.rest), REASON.none, 3),
    entryFilled: rarely(fc.constant(1), 0, 6),
    rejected: rarely(fc.constant(1), 0, 15),
    unknown: flag(0),
    tradeable: flag(1),
    entryOk: flag(1),
    spreadBps: rarely(fc.double({ min: 0, max: 5, noNaN: true }), 1),
    sigmaEff: rarely(fc.constant(Number.NaN), 2e-4, 20),
    sigmaFactor: fc.double({ min: 0.3, max: 3, noNaN: true }),
    lockUntilMs: rarely(fc.constant(START + 20 * MINUTE), 0, 20),
    weight: fc.constantFrom(0.3, 0.3, 0.3, 0),
    filled: fc.constantFrom(0, 0, 1),
    rank: fc.integer({ min: 0, max: 4 }),
    jitter,
    stop: rarely(fc.constantFrom(Number.NaN, -0.002, 0, 5e-4, 0.032, 0.034, 2, 1e9), 0.002),
    takeDistance: rarely(fc.constantFrom(Number.NaN, 0, 2), 0.003, 30),
  })
  .map(({ side, wished, size, pendingSize, against, exit, sigmaEff, sigmaFactor, jitter, stop, ...row }) => {
    const units = exit === REASON.none ? side * size : 0
    const carried = 1.1 * jitter - (against ? -side : side) * stop
    return {
      ...row,
      ...(row.increaseReason === REASON.add ? { stopPrice: carried } : { stopDistance: stop }),
      increaseUnits: (against ? -side : side) * wished,
      units,
      pendingUnits: side * pendingSize,
      exitFill: exit,
      sigmaEff: sigmaEff * sigmaFactor,
      ...{ bid: 1.1 * jitter - 1e-4, ask: 1.1 * jitter + 1e-4, homeRate: jitter },
    }
  })
const sliceOf = fc.record({
  after: fc.integer({ min: 1, max: 40 }),
  lateMs: rarely(fc.constantFrom(70_000, 130_000), 0, 30),
  rows: fc
    .tuple(rowOf, rowOf, rowOf, rowOf)
    .map((rows) => Object.fromEntries(NAMES.map((name, k) => [name, rows[k]!]))),
  nav: fc.double({ min: 88_000, max: 103_000, noNaN: true }),
  marginUsedTotal: fc.double({ min: 0, max: 33_000, noNaN: true }),
  killSwitch: flag(0),
  paused: flag(0),
  connected: flag(1),
  fillTrades: rarely(fc.constant(0), 1, 3),
  heartbeatAgeMs: rarely(fc.constant(11_000), 0, 30),
  requestId: rarely(fc.integer({ min: 1, max: 3 }), 0, 2),
  fills: fc.array(
    fc.record({
      inst: fc.constantFrom(...NAMES),
      opens: fc.boolean(),
      size: fc.integer({ min: 96, max: 103 }),
      pick: fc.nat(),
    }),
    { maxLength: 4 },
  ),
})
/** Ids are consecutive, a close takes an open trade of its instrument; the day changes every 500 minutes. */
const storyOf = fc.array(sliceOf, { minLength: 1, maxLength: 25 }).map((slices): Slice[] => {
  let id = 0
  let minutes = 0
  const open: Fill[] = []
  return slices.map(({ fills, ...slice }) => {
    minutes += slice.after
    const events = fills.flatMap(({ inst, opens, size, pick }): Fill[] => {
      const own = open.filter((trade) => trade.inst === inst)
      if (!opens && own.length > 0)
        return [{ inst, id: own[pick % own.length]!.id, opens: 0, units: -(pick % 2 ? size : 40) }]
      const trade: Fill = { inst, id: ++id, opens: 1, units: size }
      open.push(trade)
      return [trade]
    })
    const marginAvailable = slice.nav - slice.marginUsedTotal
    return { ...slice, marginAvailable, tradingDay: Math.floor(minutes / 500), fills: events }
  })
})
const configOf: fc.Arbitrary<Config> = fc.record({
  drawdownAction: fc.constantFrom('kill', 'report'),
  maxVarPct: fc.constantFrom(12, 40),
  maxPositionSizeNav: fc.constantFrom(3, 6),
  maxCcyExposureNav: fc.constantFrom(4, 8),
  maxDailyLossPct: fc.constantFrom(3, 30),
  maxOrdersPerMin: fc.constantFrom(1, 2, 20),
  topK: fc.constantFrom(2, 4),
  maxNetUnitsPerPair: fc.constantFrom(null, 250_000),
  accountMarginRate: fc.constantFrom(0, 0.03),
})

const timesOf = (slices: readonly Slice[]): number[] => {
  let minutes = 0
  return slices.map(({ after }) => START + (minutes += after ?? 1) * MINUTE)
}

describe('properties', () => {
  test('equals the slow reference that looks at all of history in every slice', () => {
    const seen = { approved: 0, trimmed: 0, refused: 0 }
    fc.assert(
      fc.property(storyOf, configOf, (slices, config) => {
        const tsMs = timesOf(slices)
        const asOf = tsMs.map((ts, s) => ts + (slices[s]!.lateMs ?? 0))
        const slow = slowRisk(inputOf(slices, world, tsMs), tsMs, asOf, riskGuards.config.parse(config), world)
        const d = desk(slices, config, world)
        slices.forEach((_, s) => {
          expect(d.killed(s)).toBe(slow.killed[s] ? 1 : 0)
          NAMES.forEach((name, k) => {
            const units = d.approved(s, name)
            const refused = d.cell('refused', s, name)
            const trimmed = d.cell('trimmed', s, name)
            expect({ units, refused, trimmed }).toEqual(slow.orders[s]![k])
            if (units !== 0) seen.approved++
            if (trimmed !== 0) seen.trimmed++
            if (refused !== 0) seen.refused++
          })
        })
      }),
      { numRuns: 300 },
    )
    // The property only means something if all three happen often.
    expect(Math.min(seen.approved, seen.trimmed, seen.refused)).toBeGreaterThan(100)
  })

  test('reductions equal the intent bit for bit; an increase is never larger than wished or of the other sign', () => {
    const leg = fc.record({
      closeUnits: fc.double(),
      closeAll: fc.integer({ min: 0, max: 1 }),
      closeReason: fc.integer({ min: 0, max: 15 }),
      increaseUnits: fc.oneof(fc.double(), fc.integer({ min: -400_000, max: 400_000 })),
    })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(sliceOf, fc.array(leg, { minLength: 4, maxLength: 4 })), { minLength: 1 }),
        (cases) => {
          const slices = cases.map(([slice, legs]): Slice => {
            const rows = Object.fromEntries(NAMES.map((name, k) => [name, { ...slice.rows[name], ...legs[k]! }]))
            return { ...slice, fills: [], rows }
          })
          const d = desk(slices, {}, world)
          slices.forEach((_, s) =>
            NAMES.forEach((name, k) => {
              const intended = cases[s]![1][k]!
              for (const column of ['closeUnits', 'closeAll', 'closeReason'] as const)
                expect(Object.is(d.cell(column, s, name), intended[column])).toBe(true)
              const units = d.approved(s, name)
              expect(Math.abs(units)).toBeLessThanOrEqual(units === 0 ? 0 : Math.abs(intended.increaseUnits))
              if (units !== 0) expect(Math.sign(units)).toBe(Math.sign(intended.increaseUnits))
              expect(units === 0).toBe(intended.increaseUnits === 0 || d.refused(s, name) !== '')
              if (units === 0) expect(d.trimmed(s, name)).toBe('')
            }),
          )
        },
      ),
    )
  })

  test('after approval value at risk, margin, position and currency exposure are within their limits', () => {
    fc.assert(
      fc.property(sliceOf, (slice) => {
        const marginAvailable = slice.nav - slice.marginUsedTotal
        const d = desk([{ ...slice, fills: [], marginAvailable }], { topK: 4 }, world)
        const approved = NAMES.filter((name) => d.approved(0, name) !== 0)
        if (approved.length === 0) return
        let valueAtRisk = 0
        let margin = slice.marginUsedTotal
        const net: Record<string, number> = { EUR: 0, GBP: 0, JPY: 0, USD: 0 }
        const before: Record<string, number> = { ...net }
        for (const name of NAMES) {
          const row = slice.rows[name]!
          const home = ((row.bid! + row.ask!) / 2) * row.homeRate!
          const added = d.approved(0, name)
          const held = row.units! + row.pendingUnits!
          const gross =
            Math.abs(row.units!) + Math.abs(row.pendingUnits!) + Math.abs(row.foreignUnits!) + Math.abs(added)
          if (gross > 0) valueAtRisk += 2.326 * Math.sqrt(1440) * row.sigmaEff! * gross * home
          margin += 0.02 * home * (Math.abs(row.pendingUnits!) + Math.abs(added))
          const [base, quote] = name.split('_') as [string, string]
          before[base] = before[base]! + (held + row.foreignUnits!) * home
          before[quote] = before[quote]! - (held + row.foreignUnits!) * home
          net[base] = net[base]! + added * home
          net[quote] = net[quote]! - added * home
          if (added !== 0) expect(Math.abs(held + added) * home).toBeLessThanOrEqual(6 * slice.nav * (1 + 1e-12))
        }
        expect(valueAtRisk).toBeLessThanOrEqual(0.12 * slice.nav * (1 + 1e-12))
        expect(margin / slice.nav).toBeLessThanOrEqual(0.3 * (1 + 1e-12))
        for (const currency of ['EUR', 'GBP', 'JPY']) {
          const limit = Math.max(8 * slice.nav, Math.abs(before[currency]!))
          expect(Math.abs(before[currency]! + net[currency]!)).toBeLessThanOrEqual(limit * (1 + 1e-12))
        }
      }),
      { numRuns: 500 },
    )
  })

  test('cut anywhere, restored anywhere: the same bytes', () => {
    fc.assert(
      fc.property(storyOf, configOf, fc.integer({ min: 1, max: 8 }), (slices, config, frame) => {
        const whole = desk(slices, config, world)
        const cut = desk(slices, config, world, { frames: [frame], restore: true })
        expect(cut.columns).toEqual(whole.columns)
        expect(cut.saved).toEqual(whole.saved)
      }),
    )
  })
})

describe('NaN in an input never lets an increase through', () => {
  /** Columns where NaN means "not set", or that concern reductions or resets only. */
  const free = ['stopDistance', 'takeDistance', 'stopPrice', 'takePrice', 'priceBound', 'closeUnits', 'requestId']
  const columns = Object.entries(riskGuards.in).flatMap(([port, schema]) =>
    Object.entries(schema)
      .filter(([name, col]) => col.kind === 'f64' && col.shape !== 'event' && !free.includes(name))
      .map(([name]) => [port, name] as const),
  )
  const orders = { EUR_USD: entry(1000), GBP_USD: add(500, { units: 900 }) }
  test('the columns are found', () => expect(columns.length).toBe(16))
  test.each(columns)('%s.%s', (port, column) => {
    const tsMs = [START, START + MINUTE]
    const input: Record<string, Record<string, number[]>> = inputOf([{}, { rows: orders }], world, tsMs) as never
    const approved = () => runOperator(riskGuards, {}, world, { tsMs, columns: input }).columns['approvedUnits']!
    expect(approved()[5]).toBe(1000)
    expect(approved()[6]).toBe(500)
    input[port]![column]!.fill(Number.NaN, input[port]![column]!.length / 2)
    expect(Array.from(approved())).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
  })
})
