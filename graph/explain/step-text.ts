/** Describes each node of SEP's graph for one instrument in one slice, in a trader's words. */
import { grouped } from '../../lib/round.js'
import { GATE_STATES, GUARDS, maskNames, REASONS, RISKS } from '../../model/codes.js'
import type { nodes } from '../../model/nodes.js'

/** A value of one instrument in one slice; NaN where the graph has no such node or column. */
export type Look = <N extends keyof typeof nodes>(node: N, column: keyof (typeof nodes)[N]['schema'] & string) => number

/** Other nodes show their first columns. */
export const stepText = (node: string, values: { readonly [column: string]: number }, look: Look): string => {
  const words = TEXTS[node]
  if (words) return words(look)
  const first = Object.entries(values).slice(0, 6)
  return first.length === 0 ? 'carries events only' : first.map(([name, value]) => `${name} ${short(value)}`).join(', ')
}

const short = (value: number, digits = 3): string =>
  Number.isNaN(value) ? 'unknown' : String(Number(value.toFixed(digits)))
const price = (value: number): string => short(value, 6)
const side = (units: number): string => (units > 0 ? 'buy' : 'sell')
const signed = (units: number): string => (units > 0 ? `long ${grouped(units)}` : `short ${grouped(-units)}`)
const reason = (code: number): string => REASONS[code] ?? 'none'
const list = (names: readonly string[], mask: number): string => maskNames(names, mask).join(', ')

/** The value that a guard judged, with its unit. */
const JUDGED: { readonly [guard: string]: (look: Look) => string } = {
  coherence: (look) => short(look('qfh', 'decisionCoherence')),
  stability: (look) => short(look('qfh', 'stability')),
  rupture: (look) => short(look('qfh', 'rupture')),
  entropy: (look) => short(look('qfh', 'entropy')),
  hazard: (look) => short(look('qfh', 'lambdaHazard')),
  repetition: (look) => short(look('qfh', 'repetition')),
  spread: (look) => `${short(look('quote', 'spreadBps'))} bps`,
}
const judged = (guard: string, look: Look): string => {
  const value = JUDGED[guard]
  return value ? `${guard} (${value(look)})` : guard
}

const orderText = (look: Look): string => {
  const [approved, close] = [look('risk', 'approvedUnits'), look('risk', 'closeUnits')]
  const parts: string[] = []
  if (close !== 0 || look('risk', 'closeAll') !== 0) {
    const what = look('risk', 'closeAll') === 1 ? 'closes all' : `closes ${grouped(Math.abs(close))} units`
    parts.push(`${what} (${reason(look('risk', 'closeReason'))})`)
  }
  if (approved !== 0) {
    const trimmed = look('risk', 'trimmed') ? `, trimmed by ${list(RISKS, look('risk', 'trimmed'))}` : ''
    parts.push(
      `${side(approved)}s ${grouped(Math.abs(approved))} units (${reason(look('risk', 'increaseReason'))}${trimmed})`,
    )
  }
  if (look('risk', 'refused') !== 0) {
    const wished = look('orders', 'increaseUnits')
    parts.push(`refuses to ${side(wished)} ${grouped(Math.abs(wished))} units: ${list(RISKS, look('risk', 'refused'))}`)
  }
  return parts.join('; ') || 'has no orders to check'
}

const intentText = (look: Look): string => {
  const [more, close] = [look('orders', 'increaseUnits'), look('orders', 'closeUnits')]
  const parts = [
    ...(close !== 0 || look('orders', 'closeAll') === 1 ? [`close (${reason(look('orders', 'closeReason'))})`] : []),
    ...(more !== 0
      ? [`${side(more)} ${grouped(Math.abs(more))} units (${reason(look('orders', 'increaseReason'))})`]
      : []),
  ]
  return parts.length ? `intends to ${parts.join(' and ')}` : 'intends nothing'
}

const accountText = (look: Look): string => {
  const [units, pending] = [look('broker', 'units'), look('broker', 'pendingUnits')]
  const held =
    units === 0
      ? 'flat'
      : `${signed(units)} from ${price(look('broker', 'entryPrice'))}, ` +
        `unrealised ${short(look('broker', 'unrealized'), 2)}, stop ${price(look('broker', 'stopPrice'))}`
  const open = pending === 0 ? '' : `, ${signed(pending)} in flight`
  return `${held}${open}${look('broker', 'closePending') === 1 ? ', a close in flight' : ''}`
}

const wishText = (look: Look): string => {
  const wanted = look('strategy', 'side')
  const name = wanted === 0 ? 'flat' : wanted > 0 ? 'long' : 'short'
  const why = look('strategy', 'reason') ? ` (${reason(look('strategy', 'reason'))})` : ''
  const what = look('strategy', 'enter') === 1 ? 'enter' : look('strategy', 'exit') === 1 ? 'exit' : `stay ${name}`
  return `wants to ${what === 'enter' ? `enter ${name}` : what}${why}${look('strategy', 'holdAdds') === 1 ? ', adds on hold' : ''}`
}

const placeText = (look: Look): string => {
  const rank = look('allocate', 'rank')
  const filled = look('allocate', 'filled') === 1 ? ', filled: its gate is not on' : ''
  if (look('allocate', 'weight') > 0) return `has a place, weight ${short(look('allocate', 'weight'))}${filled}`
  return `has no place (${rank > 0 ? `rank ${rank}` : 'unranked'})`
}

const sessionText = (look: Look): string => {
  const is = (column: 'open' | 'blackout' | 'rollover' | 'nearClose' | 'entryOk') => look('session', column) === 1
  if (!is('open')) return 'is closed'
  if (is('blackout')) return 'is open, no entries: blackout'
  if (is('rollover')) return 'is open, no entries: rollover'
  if (is('nearClose')) return 'is open, no entries: it closes soon'
  return is('entryOk') ? 'is open' : 'is open, no entries now'
}

const controlText = (look: Look): string => {
  const stops = [
    ...(look('control', 'killSwitch') ? ['kill switch on'] : []),
    ...(look('control', 'paused') ? ['paused'] : []),
    ...(look('control', 'flatten') ? ['flatten'] : []),
    ...(look('control', 'connected') ? [] : ['broker not connected']),
  ]
  return stops.join(', ') || 'no limits: trading, kill switch off'
}

const TEXTS: { readonly [node: string]: (look: Look) => string } = {
  risk: orderText,
  orders: intentText,
  size: (look) =>
    `target ${grouped(look('size', 'targetUnits'))} units, budget ${grouped(Math.round(look('size', 'budget')))}, ` +
    `risk scale ${short(look('size', 'varScale'))}`,
  strategy: wishText,
  broker: accountText,
  allocate: placeText,
  gates: (look) =>
    `gate ${GATE_STATES[look('gates', 'state')] ?? 'unknown'} ` +
    `(${short(look('gates', 'trades'), 0)} shadow trades, ${short(look('gates', 'pnlBps'), 1)} bps)`,
  shadow: (look) =>
    look('shadow', 'side') === 0
      ? 'shadow flat'
      : `shadow ${look('shadow', 'side') > 0 ? 'long' : 'short'}, ${short(look('shadow', 'openBps'), 1)} bps`,
  guards: (look) =>
    look('guards', 'failed') === 0
      ? 'every guard passes'
      : `closed by ${maskNames(GUARDS, look('guards', 'failed'))
          .map((guard) => judged(guard, look))
          .join(', ')}`,
  direction: (look) => {
    const way = look('direction', 'direction')
    const [slope, change] = [short(look('direction', 'slopeBps'), 2), short(look('direction', 'coherenceDelta'))]
    return `${way === 0 ? 'no direction' : way > 0 ? 'long' : 'short'} (slope ${slope} bps, coherence change ${change})`
  },
  qfh: (look) =>
    (['coherence', 'stability', 'rupture', 'entropy'] as const)
      .map((name) => `${name} ${short(look('qfh', name))}`)
      .join(', '),
  qbsa: (look) => (look('qbsa', 'bit') === 255 ? 'no bit' : `bit ${look('qbsa', 'bit')}`),
  session: sessionText,
  control: controlText,
  quote: (look) =>
    `${price(look('quote', 'bid'))} / ${price(look('quote', 'ask'))}, spread ${short(look('quote', 'spreadBps'), 2)} bps`,
  candle: (look) =>
    look('candle', 'present') === 1
      ? `open ${price(look('candle', 'o'))}, high ${price(look('candle', 'h'))}, ` +
        `low ${price(look('candle', 'l'))}, close ${price(look('candle', 'c'))}`
      : 'no candle',
}
