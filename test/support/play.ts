/** Plays the account half of the graph minute by minute: the test writes the market, each minute returns in words what the graph did. */
import { brokerSlot } from '../../model/broker-slot.js'
import { compile } from '../../graph/engine/run/compile.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { bind } from '../../graph/engine/define/operator.js'
import { maskNames, REASONS, RISKS } from '../../model/codes.js'
import { sep } from '../../graph/sep.js'
import { subgraph } from '../../graph/engine/define/subgraph.js'
import { createWorld } from '../../model/world.js'
import { resolveSettings } from '../../app/config/settings.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { loadInstruments } from '../../sources/instruments.js'

/** What the market half of the graph shows of one instrument in one minute. */
export interface Sight {
  /** Sides all through the minute: the candle opens where it closes. NaN = no candle. */
  readonly bid: number
  readonly ask: number
  /** How far the bid fell within the minute, if further than `bid`. */
  readonly low: number
  readonly direction: number
  readonly slopeBps: number
  readonly atr: number
  readonly guardsPass: number
  readonly weight: number
  readonly rank: number
  /** Standard deviation of a minute. */
  readonly sigma: number
  /** closing: five minutes or less before the end of the session. */
  readonly session: 'open' | 'closing' | 'closed'
}
export type Change = Partial<Sight>

const FIRST: Sight = {
  bid: Number.NaN,
  ask: Number.NaN,
  low: Number.NaN,
  direction: 0,
  slopeBps: 0,
  atr: Number.NaN,
  guardsPass: 1,
  weight: 0,
  rank: 0,
  sigma: 0.00003,
  session: 'open',
}
const LOOP = ['broker', 'strategy', 'size', 'orders', 'risk', 'performance']

/**
 * `pairs` in order of name, every setting at its default. Each minute keeps the values of the one before unless changed;
 * `low` lasts one minute.
 */
export const play = (pairs: readonly string[]) => {
  const settings = resolveSettings()
  const world = createWorld(loadInstruments(pairs), 'USD')
  const compiled = compile(subgraph(sep(settings), LOOP), world, {
    bindings: [bind(brokerSlot, paperBroker, settings.broker)],
    capacity: 1,
  })
  const now = new Map(pairs.map((pair) => [pair, FIRST]))
  /** Of every finished trade, from `performance`. */
  const nets: number[] = []
  const quoted = new Map<string, { bid: number; ask: number; tsMs: number }>()
  const { frame } = compiled
  const minute = (tsMs: number, changes: { readonly [pair: string]: Change }): string[] => {
    frame.slices = 1
    frame.time.tsMs[0] = tsMs
    frame.time.asOfMs[0] = tsMs
    for (const [k, pair] of pairs.entries()) {
      const sight = { ...now.get(pair)!, low: Number.NaN, ...changes[pair] }
      now.set(pair, sight)
      if (!Number.isNaN(sight.bid)) quoted.set(pair, { bid: sight.bid, ask: sight.ask, tsMs })
      const quote = quoted.get(pair) ?? { bid: Number.NaN, ask: Number.NaN, tsMs: Number.NaN }
      writeSight(frame, k, sight, quote, world.instruments[k]!.quote === 'USD')
    }
    write(frame, 'control', 0, { minute: 1, fillTrades: 1, connected: 1 })
    write(frame, 'session', 0, { tradingDay: Math.floor((tsMs - 21 * 3_600_000) / 86_400_000) })
    compiled.begin()
    for (const stage of compiled.stages) stage.run(frame)
    const said = [...fillsOf(frame, pairs), ...pairs.flatMap((pair, k) => rowOf(frame, pair, k)), accountOf(frame)]
    const ended = read(frame, 'performance', 'at', 1)
    for (let e = 0; e < ended; e++) nets.push(read(frame, 'performance', 'net', e))
    compiled.end()
    return said
  }
  return { minute, nets }
}

const write = (frame: Frame, node: string, i: number, values: { readonly [column: string]: number }): void => {
  for (const [column, value] of Object.entries(values)) (frame.columns[node]![column] as Float64Array)[i] = value
}
const read = (frame: Frame, node: string, column: string, i: number): number =>
  (frame.columns[node]![column] as Float64Array)[i]!

const writeSight = (
  frame: Frame,
  k: number,
  sight: Sight,
  quote: { readonly bid: number; readonly ask: number; readonly tsMs: number },
  quoteIsHome: boolean,
): void => {
  const { bid, ask, low } = sight
  const present = Number.isNaN(bid) ? 0 : 1
  const mid = (quote.bid + quote.ask) / 2
  const bl = Number.isNaN(low) ? bid : low
  write(frame, 'candle', k, { present, bo: bid, bh: bid, bl, bc: bid, ao: ask, ah: ask, al: bl + (ask - bid), ac: ask })
  write(frame, 'quote', k, {
    bid: quote.bid,
    ask: quote.ask,
    spreadBps: ((quote.ask - quote.bid) / mid) * 1e4,
    quoteTsMs: quote.tsMs,
    tradeable: present,
    homeRate: quoteIsHome ? 1 : 1 / mid,
  })
  write(frame, 'direction', k, { direction: sight.direction, slopeBps: sight.slopeBps, atr: sight.atr })
  write(frame, 'guards', k, { pass: sight.guardsPass && present })
  write(frame, 'allocate', k, { weight: sight.weight, score: sight.weight, rank: sight.rank, filled: 0 })
  write(frame, 'gates', k, { eligible: 1 })
  write(frame, 'qfh', k, { sigmaEff: sight.sigma })
  write(frame, 'session', k, {
    open: sight.session === 'closed' ? 0 : 1,
    nearClose: sight.session === 'closing' ? 1 : 0,
    entryOk: sight.session === 'open' ? present : 0,
    forceFlat: 0,
  })
}

const digits = (pair: string) => (pair.endsWith('JPY') ? 3 : 5)
/** 113,636 */
const units = (value: number) => Math.abs(value).toLocaleString('en-US')
const cents = (value: number) => value.toFixed(2)

const fillsOf = (frame: Frame, pairs: readonly string[]): string[] => {
  const value = (column: string, e: number) => read(frame, 'broker', column, e)
  return Array.from({ length: value('at', 1) }, (_, e) => {
    const pair = pairs[value('fillInstrument', e)]!
    const bought = value('fillUnits', e) > 0 ? 'bought' : 'sold'
    const why = REASONS[value('fillReason', e)]
    const costs = ['Spread', 'Slippage', 'Conversion', 'Depth'].reduce(
      (sum, cause) => sum + value(`fill${cause}Cost`, e),
      0,
    )
    const gained = value('fillOpens', e) ? '' : `, net ${cents(value('fillGross', e) - costs)}`
    return `${pair} ${bought} ${units(value('fillUnits', e))} at ${value('fillPrice', e).toFixed(digits(pair))}, ${why}${gained}`
  })
}

const rowOf = (frame: Frame, pair: string, k: number): string[] => {
  const value = (node: string, column: string) => read(frame, node, column, k)
  const price = (of: number) => of.toFixed(digits(pair))
  const said: string[] = []
  const held = value('broker', 'units')
  if (held !== 0) {
    const brackets = `stop ${price(value('broker', 'stopPrice'))}, take ${price(value('broker', 'takePrice'))}`
    const waiting = value('broker', 'closePending') ? ', its close waits for a price' : ''
    said.push(`${pair} ${held > 0 ? 'long' : 'short'} ${units(held)}, ${brackets}${waiting}`)
  }
  if (value('strategy', 'enter')) {
    const scale = value('size', 'varScale')
    const side = value('strategy', 'side') > 0 ? 'long' : 'short'
    const scaled = scale < 1 ? `, scaled by ${scale.toFixed(4)}` : ''
    const margin = cents(value('size', 'targetMargin'))
    said.push(`${pair} wants ${side} ${units(value('size', 'targetUnits'))}, margin ${margin}${scaled}`)
  }
  if (value('risk', 'closeUnits') !== 0)
    said.push(`${pair} orders close of ${units(value('risk', 'closeUnits'))}, ${REASONS[value('risk', 'closeReason')]}`)
  const approved = value('risk', 'approvedUnits')
  if (approved !== 0) {
    const trimmed = maskNames(RISKS, value('risk', 'trimmed'))
    const bound = `${approved > 0 ? 'up to' : 'down to'} ${price(value('risk', 'priceBound'))}`
    const cut = trimmed.length > 0 ? `, trimmed by ${trimmed.join(' and ')}` : ''
    const reason = REASONS[value('risk', 'increaseReason')]
    said.push(`${pair} orders ${approved > 0 ? 'buy' : 'sell'} of ${units(approved)} ${bound}, ${reason}${cut}`)
  }
  const refused = maskNames(RISKS, value('risk', 'refused'))
  if (refused.length > 0)
    said.push(`${pair} may not increase by ${units(value('orders', 'increaseUnits'))}: ${refused.join(' and ')}`)
  return said
}

const accountOf = (frame: Frame): string => {
  const value = (node: string, column: string) => cents(read(frame, node, column, 0))
  const margin = value('broker', 'marginUsedTotal')
  return `balance ${value('broker', 'balance')}, NAV ${value('broker', 'nav')}, margin ${margin}, budget ${value('size', 'budget')}`
}
