/** The explanation of an order, or of its absence, from the last gate back to the candle. */
import { beforeAll, describe, expect, test } from 'vitest'
import { bind } from '../../../graph/engine/define/operator.js'
import { brokerSlot } from '../../../model/broker-slot.js'
import { compile } from '../../../graph/engine/run/compile.js'
import { type Explanation, explain } from '../../../graph/explain/explain.js'
import { verdict } from '../../../graph/explain/verdict.js'
import { type RecordedSlice, type Recorder, recordSlices } from '../../../graph/engine/run/record-slices.js'
import { sep } from '../../../graph/sep.js'
import { smaFlipGraph } from '../../../graph/sma-flip.js'
import { paperBroker } from '../../../operators/paper-broker.js'
import { REPLAY_CONTROL } from '../../../sources/slicer.js'
import { MARKET_START_MS, randomMarket } from '../../support/random-market.js'
import { eager, runSep } from '../../support/sep-run.js'

const MINUTES = 600
const KILLED_FROM_MS = MARKET_START_MS + 300 * 60_000
/** A coherence bound that is often missed, and one place fewer than there are instruments. */
const settings = eager('guards.cMin=0.4', 'allocate.topK=2')
const graph = sep(settings)

interface Case {
  readonly tsMs: number
  readonly k: number
  readonly value: (node: string, column: string) => number
  readonly explanation: Explanation
}
const cases: Case[] = []
let recorder: Recorder

beforeAll(() => {
  recorder = recordSlices(graph, { keep: MINUTES })
  const { world } = runSep(randomMarket({ seed: 3, minutes: MINUTES, missingPerMille: 40 }), {
    settings,
    control: (tsMs) => ({ ...REPLAY_CONTROL, killSwitch: tsMs > KILLED_FROM_MS ? 1 : 0 }),
    look: (frame) => void recorder.write(frame),
  })
  for (let tsMs = MARKET_START_MS + 60_000; tsMs <= (recorder.last()?.tsMs ?? 0); tsMs += 60_000) {
    const slice = recorder.at(tsMs) as RecordedSlice
    for (const [k, { name }] of world.instruments.entries()) {
      const value = (node: string, column: string) => slice.nodes[node]?.[column]?.[k] ?? Number.NaN
      cases.push({ tsMs, k, value, explanation: explain(graph, world, slice, name) })
    }
  }
})

/** First case for which all columns have the given values. */
const find = (wanted: { readonly [column: `${string}.${string}`]: (value: number) => boolean }): Case => {
  const found = cases.find(({ value }) =>
    Object.entries(wanted).every(([path, fits]) => {
      const [node, column] = path.split('.') as [string, string]
      return fits(value(node, column))
    }),
  )
  expect(found, `no slice with ${Object.keys(wanted).join(', ')}`).toBeDefined()
  return found as Case
}
const comma = (units: number) => units.toLocaleString('en')
const zero = (value: number) => value === 0
const some = (value: number) => value !== 0
const verdictOf = (wanted: Parameters<typeof find>[0]) => find(wanted).explanation.verdict

const flat = { 'broker.units': zero, 'broker.pendingUnits': zero, 'broker.closePending': zero } as const
const quiet = { 'risk.approvedUnits': zero, 'risk.closeUnits': zero, 'risk.closeAll': zero } as const
const idle = { ...quiet, ...flat, 'risk.refused': zero, 'candle.present': some, 'session.open': some } as const

describe('explain', () => {
  test('an entry: the side, the units and the reason', () => {
    const { explanation, value } = find({ 'risk.approvedUnits': some, 'broker.units': zero })
    const units = value('risk', 'approvedUnits')
    expect(explanation.verdict).toMatch(
      new RegExp(`^order: ${units > 0 ? 'buys' : 'sells'} ${comma(Math.abs(units))} units \\(entry`),
    )
  })

  test('a close has its reason', () => {
    expect(verdictOf({ 'risk.closeAll': some })).toMatch(/^order: closes all \((slope|session|pnl_tp|pnl_sl|rest)\)/)
  })

  test('an increase that was refused names the guard and what was wished', () => {
    const { explanation, value } = find({ 'risk.refused': some })
    const units = value('orders', 'increaseUnits')
    expect(explanation.verdict).toBe(
      `no order: refuses to ${units > 0 ? 'buy' : 'sell'} ${comma(Math.abs(units))} units: kill`,
    )
  })

  test('no candle', () => {
    expect(verdictOf({ ...quiet, 'risk.refused': zero, 'candle.present': zero })).toBe(
      'no order: no candle in this slice',
    )
  })

  test('what is held, what is in flight', () => {
    expect(
      verdictOf({
        ...quiet,
        'risk.refused': zero,
        'candle.present': some,
        'broker.units': (u) => u > 0,
        'broker.pendingUnits': zero,
        'broker.closePending': zero,
      }),
    ).toMatch(
      /^no order: long \d{1,3}(,\d{3})* from [\d.]+, unrealised -?[\d.]+, stop [\d.]+; nothing asks for a change$/,
    )
    expect(verdictOf({ ...quiet, 'candle.present': zero, 'broker.pendingUnits': some })).toBe(
      'no order: no candle in this slice',
    )
    const pending = find({ ...quiet, 'broker.pendingUnits': some }).explanation
    expect(pending.steps.find(({ node }) => node === 'broker')?.says).toMatch(/(long|short) \d{1,3}(,\d{3})* in flight/)
  })

  test('a closed guard shows the value that it judged', () => {
    const { explanation, value } = find({ ...idle, 'guards.failed': (mask) => mask === 1, 'direction.direction': some })
    const coherence = String(Number(value('qfh', 'decisionCoherence').toFixed(3)))
    expect(explanation.verdict).toContain(`closed by coherence (${coherence})`)
    expect(explanation.verdict).not.toContain('no direction')
  })

  test('no direction; no place, with the rank and the state of its gate', () => {
    expect(verdictOf({ ...idle, 'guards.failed': zero, 'direction.direction': zero })).toMatch(
      /^no order: .*no direction \(slope -?[\d.]+ bps, coherence change (-?[\d.]+|unknown)\)/,
    )
    expect(verdictOf({ ...idle, 'guards.failed': zero, 'direction.direction': some, 'allocate.weight': zero })).toMatch(
      /^no order: (the kill switch is on; )?has no place \(rank \d\), gate warming \(\d+ shadow trades, -?[\d.]+ bps\)$/,
    )
  })

  test('nothing against it but a rest after a trade', () => {
    expect(
      verdictOf({
        ...idle,
        'control.killSwitch': zero,
        'session.entryOk': some,
        'guards.failed': zero,
        'direction.direction': some,
        'allocate.weight': some,
      }),
    ).toBe('no order: the strategy waits: cooling down after a trade, or at its position limit')
  })

  test('closed sessions are the whole answer; the kill switch comes before all else', () => {
    expect(verdictOf({ ...quiet, ...flat, 'risk.refused': zero, 'candle.present': some, 'session.open': zero })).toBe(
      'no order: its sessions are closed',
    )
    const killed = cases.find(
      ({ tsMs, explanation, value }) =>
        tsMs > KILLED_FROM_MS && value('broker', 'units') === 0 && explanation.verdict.includes('closed by'),
    )
    expect(killed?.explanation.verdict).toMatch(/^no order: the kill switch is on; /)
  })

  test.each`
    weekOpen | words
    ${0}     | ${'no order: the market is closed'}
    ${1}     | ${'no order: its sessions are closed'}
  `('out of its sessions, with the week open = $weekOpen: $words', ({ weekOpen, words }) => {
    const columns: { readonly [path: string]: number } = { 'session.weekOpen': weekOpen, 'candle.present': 1 }
    expect(verdict((node, column) => columns[`${node}.${column}`] ?? 0)).toBe(words)
  })

  test('a verdict claims an order exactly where one was sent, and never omits the reason', () => {
    for (const { value, explanation } of cases) {
      const sent = ['approvedUnits', 'closeUnits', 'closeAll'].some((column) => value('risk', column) !== 0)
      expect(explanation.verdict.startsWith(sent ? 'order: ' : 'no order: ')).toBe(true)
      expect(explanation.verdict.length).toBeGreaterThan(12)
      expect(explanation.verdict).not.toMatch(/undefined|NaN/)
    }
  })

  test('the steps go from the last gate to the candle; a node comes before what it reads', () => {
    const { steps } = (cases[0] as Case).explanation
    const at = (id: string) => steps.findIndex(({ node }) => node === id)
    expect([steps[0]?.node, steps.at(-1)?.node]).toEqual(['risk', 'candle'])
    expect(steps.map(({ node }) => node).sort()).toEqual(
      graph.nodes
        .map(({ id }) => id)
        .filter((id) => id !== 'performance')
        .sort(),
    )
    for (const node of graph.nodes.filter(({ id }) => id !== 'performance'))
      for (const wire of Object.values(node.wires)) if (!wire.delay) expect(at(wire.node)).toBeGreaterThan(at(node.id))
  })

  test('a step shows the row of its instrument and nothing of the others', () => {
    for (const { value, explanation } of cases.slice(-12)) {
      const candle = explanation.steps.at(-1)
      expect(candle?.values['c']).toEqual(value('candle', 'c'))
      expect(candle?.values).not.toHaveProperty('at')
    }
  })

  test('another graph: the walk starts at the node that orders there', () => {
    const flip = smaFlipGraph()
    const series = randomMarket({ seed: 1, minutes: 2 })
    const { world } = runSep(series)
    const compiled = compile(flip, world, { bindings: [bind(brokerSlot, paperBroker, settings.broker)], capacity: 1 })
    compiled.frame.slices = 1
    compiled.frame.time.tsMs[0] = MARKET_START_MS
    const flips = recordSlices(flip)
    void flips.write(compiled.frame)
    const { verdict, steps } = explain(flip, world, flips.last() as RecordedSlice, 'EUR_USD', 'flip')
    expect(steps.map(({ node }) => node)).toEqual(['flip', 'candle'])
    expect(verdict).toMatch(/^flip: closeUnits 0, /)
    expect(() => explain(flip, world, flips.last() as RecordedSlice, 'XXX_USD', 'flip')).toThrow('XXX_USD')
    expect(() => explain(flip, world, flips.last() as RecordedSlice, 'EUR_USD')).toThrow('risk is a node')
  })
})

describe('recordSlices', () => {
  test('keeps copies of the newest slices, and the pinned ones for longer', () => {
    const few = recordSlices(graph, {
      keep: 5,
      pin: (frame, s) => ((frame.time.tsMs[s] as number) / 60_000) % 100 === 0,
    })
    const times: number[] = []
    runSep(randomMarket({ seed: 3, minutes: 400 }), {
      settings,
      look: (frame) => {
        times.push(...frame.time.tsMs.subarray(0, frame.slices))
        void few.write(frame)
      },
    })
    const kept = times.filter((tsMs) => few.at(tsMs) !== undefined)
    const pinned = times.filter((tsMs) => (tsMs / 60_000) % 100 === 0)
    expect(pinned.length).toBeGreaterThan(2)
    expect(kept).toEqual([...new Set([...pinned, ...times.slice(-5)])].sort((a, b) => a - b))
    expect(few.last()?.tsMs).toBe(times.at(-1))
    expect(few.at(1)).toBeUndefined()
    expect(recordSlices(graph).last()).toBeUndefined()
  })
})
