/** What `/ready` shows of one instrument: what blocks it, and what is only to be known. */
import { describe, expect, test } from 'vitest'
import {
  type BlockFacts,
  instrumentBlocks,
  instrumentNotes,
  type NoteFacts,
} from '../../../../app/live/monitoring/instrument-states.js'
import { GATE_STATES, GUARD_BIT, RISK_BIT } from '../../../../model/codes.js'
import { initialState } from '../../../../sinks/execution/protocol.js'
import { createBench, entry, sendNth, SETTINGS, trade } from '../../../support/protocol-bench.js'
import { slice, START_MS } from '../../../support/alarm-slices.js'

type Columns = Parameters<typeof slice>[0]

const OPEN: Columns = {
  session: { weekOpen: [1], open: [1, 1], nearClose: [0, 0], rollover: [0, 0], blackout: [0, 0], entryOk: [1, 1] },
  guards: { failed: [0, 0] },
  direction: { direction: [1, 1] },
  gates: { state: [GATE_STATES.indexOf('on'), 0], cooldownUntilMs: [0, 0] },
  allocate: { weight: [0.5, 0], filled: [0, 0] },
  strategy: { lastEntryMs: [Number.NEGATIVE_INFINITY, 0], lastExitMs: [Number.NEGATIVE_INFINITY, 0] },
  risk: { blocked: [0, 0], trimmed: [0, 0], refused: [0, 0] },
  broker: { unknown: [0, 0], foreignUnits: [0, 0] },
}
const frameOf = (more: Columns) =>
  slice(Object.fromEntries(Object.entries(OPEN).map(([node, columns]) => [node, { ...columns, ...more[node] }])))

describe('blocked', () => {
  const unknownOrder = () => {
    const bench = createBench()
    bench.orders(entry(1000, 0))
    sendNth(bench)
    bench.on({ type: 'replied', id: bench.ids[0]!, reply: null })
    return bench.state()
  }
  const blocks = (more: Columns, facts: Partial<BlockFacts> = {}) =>
    instrumentBlocks({
      ...{ name: 'EUR_USD', k: 0, frame: frameOf(more), nowMs: START_MS, lockUntilMs: 0, others: [] },
      protocol: initialState(SETTINGS),
      price: { tradeable: true, ageMs: 0, maxAgeMs: 10_000 },
      ...facts,
    }).map(({ code }) => code)

  test.each<[string, string[], Columns, Partial<BlockFacts>]>([
    ['nothing', [], {}, {}],
    ['nothing, before the first slice', [], {}, { frame: null }],
    ['a lock', ['lock'], {}, { lockUntilMs: START_MS + 1 }],
    ['a lock that has ended', [], {}, { lockUntilMs: START_MS }],
    ['an unknown order of the protocol', ['doubt'], {}, { protocol: unknownOrder() }],
    ['an unknown order of another instrument', [], {}, { protocol: unknownOrder(), k: 1, name: 'USD_JPY' }],
    ['an unknown order of the account', ['doubt'], { broker: { unknown: [1, 0] } }, {}],
    ["trades that are not SEP's", ['foreign'], {}, { protocol: createBench(new Map([trade(5, 100, false)])).state() }],
    ['stops', ['stop_lock'], { risk: { blocked: [RISK_BIT.stop_lock, 0] } }, {}],
    ['rejects', ['reject_backoff'], { risk: { blocked: [RISK_BIT.reject_backoff, 0] } }, {}],
    ['no market at the broker', ['untradeable'], {}, { price: { tradeable: false, ageMs: 0, maxAgeMs: 10_000 } }],
    ['an old price', ['stale_price'], {}, { price: { tradeable: true, ageMs: 10_001, maxAgeMs: 10_000 } }],
    [
      'an old price at the weekend',
      [],
      { session: { weekOpen: [0] } },
      { price: { tradeable: false, ageMs: 1e8, maxAgeMs: 10_000 } },
    ],
    ['what others found', ['implausible'], {}, { others: [{ code: 'implausible', text: 'a high of 11.5' }] }],
  ])('%s', (_, codes, more, facts) => {
    expect(blocks(more, facts)).toEqual(codes)
  })
})

describe('notes', () => {
  const notes = (more: Columns, facts: Partial<NoteFacts> = {}) =>
    instrumentNotes({
      ...{ k: 0, frame: frameOf(more), nowMs: START_MS, entryCdSec: 60, fillTrades: false },
      ...facts,
    }).map(({ code, text }) => `${code}: ${text}`)

  test.each<[string, Columns, string[]]>([
    ['nothing', {}, []],
    ['the weekend', { session: { weekOpen: [0] } }, ['week: the market is closed']],
    ['a closed session', { session: { open: [0, 1] } }, ['session: its sessions are closed']],
    ['a session that closes', { session: { nearClose: [1, 0] } }, ['near_close: its session closes soon']],
    ['the rollover', { session: { rollover: [1, 0] } }, ['rollover: around 17:00 New York']],
    ['a blackout', { session: { blackout: [1, 0] } }, ['blackout: a blackout of one of its currencies']],
    ['the daily break', { session: { entryOk: [0, 0] } }, ["break: the market's daily break"]],
    [
      'guards',
      { guards: { failed: [GUARD_BIT.entropy | GUARD_BIT.spread, 0] } },
      ['guards: closed by entropy, spread'],
    ],
    ['no direction', { direction: { direction: [0, 0] } }, ['direction: no direction']],
    ['a gate', { gates: { state: [GATE_STATES.indexOf('off'), 0] } }, ['gates: its gate is off']],
    ['no place', { allocate: { weight: [0, 0] } }, ['places: it has no place']],
    [
      'a filled place',
      { allocate: { filled: [1, 0] } },
      ['places: its place is filled, not earned: it takes no risk (FILL_TRADES=0)'],
    ],
    [
      'a cooldown',
      { strategy: { lastExitMs: [START_MS - 59_000, 0] } },
      ['cooldown: no entry until 2026-01-05T12:00:01.000Z'],
    ],
    ['a limit', { risk: { trimmed: [RISK_BIT.margin, 0] } }, ['limits: the last increase met margin']],
  ])('%s', (_, more, texts) => {
    expect(notes(more)).toEqual(texts)
  })
  test('filled places that may trade are no note', () => {
    expect(notes({ allocate: { filled: [1, 0] } }, { fillTrades: true })).toEqual([])
  })
})
