/** The guards between a signal and its order, in their order, each with its value and its bound. */
import { isoTime } from '../../../../lib/iso-time.js'
import { SECOND_MS } from '../../../../lib/time-units.js'
import { GATE_STATES, GUARD_BIT, type GuardName, maskNames, RISKS } from '../../../../model/codes.js'
import type { FrameContext } from '../frame-context.js'
import { inBps, ratio } from '../rounded.js'
import { orNull, type SliceLook } from '../slice-look.js'
import { type GuardRow, plainGuard, timedGuard } from './plain-guard.js'
import { sessionRows } from './session-rows.js'

/** Of instrument k in one slice. Empty before the first slice. */
export const guardRows = (context: FrameContext, look: SliceLook, k: number): readonly GuardRow[] =>
  Number.isNaN(look.tsMs)
    ? []
    : [
        ...controlRows(look, k),
        ...sessionRows(context, look, k),
        ...marketRows(context, look, k),
        ...placeRows(look, k),
        ...cooldownRows(context, look, k),
        ...riskRows(look, k),
      ]

const controlRows = (look: SliceLook, k: number): readonly GuardRow[] => {
  if (!look.has('control')) return []
  const lockMs = look.row('control', 'lockUntilMs', k)
  const isLocked = lockMs > look.tsMs
  const [isKilled, isPaused] = [look.slice('control', 'killSwitch') === 1, look.slice('control', 'paused') === 1]
  return [
    plainGuard({
      code: 'kill_switch',
      node: 'control',
      passes: !isKilled,
      text: isKilled ? 'the kill switch is ON' : 'the kill switch is off',
      change: 'arm the account',
    }),
    plainGuard({
      code: 'paused',
      node: 'control',
      passes: !isPaused,
      text: isPaused ? 'paused: no increases' : 'not paused',
      change: 'set the mode to trading',
    }),
    timedGuard(
      {
        code: 'lock',
        node: 'control',
        passes: !isLocked,
        text: isLocked ? `locked until ${isoTime(lockMs)}` : 'not locked',
        change: 'lift the lock',
      },
      look.tsMs,
      lockMs,
    ),
  ]
}

interface Judged {
  readonly value: number
  readonly bound: number
  readonly op: '>=' | '<='
  readonly unit: '' | ' bps'
}

const marketRows = (context: FrameContext, look: SliceLook, k: number): readonly GuardRow[] => {
  const { bounds } = context
  if (bounds === null || !look.has('guards')) return []
  const failed = look.row('guards', 'failed', k)
  const of = (column: 'decisionCoherence' | 'stability' | 'rupture' | 'entropy' | 'lambdaHazard' | 'repetition') =>
    look.row('qfh', column, k)
  const judged: readonly (readonly [GuardName, Judged])[] = [
    ['coherence', { value: of('decisionCoherence'), bound: bounds.cMin[k]!, op: '>=', unit: '' }],
    ['stability', { value: of('stability'), bound: bounds.minStability, op: '>=', unit: '' }],
    ['rupture', { value: of('rupture'), bound: bounds.maxRupture, op: '<=', unit: '' }],
    ['entropy', { value: of('entropy'), bound: bounds.maxEntropy[k]!, op: '<=', unit: '' }],
    ['hazard', { value: of('lambdaHazard'), bound: bounds.maxHazard, op: '<=', unit: '' }],
    ['repetition', { value: of('repetition'), bound: bounds.minRepetitions, op: '>=', unit: '' }],
    ['spread', { value: look.row('quote', 'spreadBps', k), bound: bounds.maxSpreadBps[k]!, op: '<=', unit: ' bps' }],
  ]
  const data = (failed & GUARD_BIT.data) === 0
  return [
    plainGuard({
      code: 'data',
      node: 'guards',
      passes: data,
      text: data ? 'a candle in this minute' : 'no candle in this minute',
      change: 'a candle must come',
    }),
    ...judged.map(([code, one]) => marketRow(code, one, (failed & GUARD_BIT[code]) === 0)),
    directionRow(context, look, k),
  ]
}

const marketRow = (code: GuardName, { value, bound, op, unit }: Judged, passes: boolean): GuardRow => {
  const round = unit === '' ? ratio : inBps
  const [shown, limit] = [round(value), round(bound)]
  const sign = op === '>=' ? '≥' : '≤'
  return {
    code,
    node: 'guards',
    passes,
    text:
      shown === null
        ? `${code} is not known yet`
        : `${code} ${text(shown)}${unit}, needs ${sign} ${text(limit)}${unit}`,
    value: shown,
    bound: limit,
    unit: unit === '' ? '' : 'bps',
    op,
    change:
      passes || shown === null || limit === null
        ? passes
          ? ''
          : `${code} must become known`
        : `${code} must ${op === '>=' ? 'rise' : 'fall'} by ${text(ratio(Math.abs(limit - shown)))}${unit}`,
  }
}
const text = (value: number | null): string => (value === null ? '?' : String(Number(value.toPrecision(4))))

/** The bound has the sign of the slope. Beyond it there may still be no direction: coherence and price have to agree. */
const directionRow = ({ settings }: FrameContext, look: SliceLook, k: number): GuardRow => {
  const way = look.row('direction', 'direction', k)
  const slope = inBps(look.row('direction', 'slopeBps', k))
  const threshold = settings.direction?.thrBps ?? null
  const passes = way === 1 || way === -1
  const isSteep = slope !== null && threshold !== null && Math.abs(slope) >= threshold
  const none = isSteep ? 'no direction: coherence or price does not agree with the slope' : 'no direction'
  return {
    ...plainGuard({
      code: 'direction',
      node: 'direction',
      passes,
      text: passes ? (way > 0 ? 'direction long' : 'direction short') : none,
      change: isSteep ? 'coherence and price must agree with the slope' : 'the slope must leave its threshold',
    }),
    value: slope,
    bound: threshold !== null && slope !== null && slope < 0 ? -threshold : threshold,
    unit: 'bps',
    op: threshold === null ? '' : slope !== null && slope < 0 ? '<=' : '>=',
  }
}

const placeRows = (look: SliceLook, k: number): readonly GuardRow[] => {
  const rows: GuardRow[] = []
  // A filled place takes risk without its gate where filled places trade.
  const isFilled = look.row('allocate', 'weight', k) > 0 && look.row('allocate', 'filled', k) === 1
  const tradesFilled = isFilled && look.slice('control', 'fillTrades') === 1
  if (look.has('gates')) {
    const state = GATE_STATES[look.row('gates', 'state', k)] ?? 'warming'
    const value = orNull(look.row('gates', 'trades', k))
    rows.push({
      ...plainGuard({
        code: 'gate',
        node: 'gates',
        passes: state === 'on' || tradesFilled,
        text: `its rolling gate is ${state}${tradesFilled ? ': its place is filled, and filled places trade here' : ''}`,
        change: 'the shadow must earn it: enough trades, result and Calmar above the floors',
      }),
      value,
      bound: orNull(look.row('gates', 'minTrades', k)),
    })
  }
  if (look.has('allocate')) {
    const weight = look.row('allocate', 'weight', k)
    const rank = look.row('allocate', 'rank', k)
    rows.push({
      ...plainGuard({
        code: 'place',
        node: 'allocate',
        passes: weight > 0,
        text:
          weight > 0
            ? `has a place, weight ${text(ratio(weight))}`
            : `has no place${rank > 0 ? ` (rank ${rank})` : ''}`,
        change: 'its score must be among the best',
      }),
      value: ratio(weight),
    })
  }
  return rows
}

const cooldownRows = ({ settings }: FrameContext, look: SliceLook, k: number): readonly GuardRow[] => {
  if (!settings.strategy || !look.has('strategy')) return []
  const lastMs = Math.max(look.row('strategy', 'lastEntryMs', k), look.row('strategy', 'lastExitMs', k))
  const untilMs = lastMs + settings.strategy.entryCdSec * SECOND_MS
  const passes = !(untilMs > look.tsMs)
  return [
    timedGuard(
      {
        code: 'cooldown',
        node: 'strategy',
        passes,
        text: passes ? 'no cooldown' : `cools down until ${isoTime(untilMs)}`,
        change: 'wait',
      },
      look.tsMs,
      untilMs,
    ),
  ]
}

/** What risk would refuse of any increase, wished or not. */
const riskRows = (look: SliceLook, k: number): readonly GuardRow[] => {
  if (!look.has('risk')) return []
  const mask = look.slice('risk', 'shut') | look.row('risk', 'blocked', k) | look.row('risk', 'refused', k)
  const names = maskNames(RISKS, mask).filter((name) => !SHOWN_BEFORE.includes(name))
  if (names.length === 0)
    return [plainGuard({ code: 'risk', node: 'risk', passes: true, text: 'risk refuses nothing', change: '' })]
  return names.map((name) =>
    plainGuard({
      code: name,
      node: 'risk',
      passes: false,
      text: `risk refuses: ${name.replaceAll('_', ' ')}`,
      change: 'its limit must be free again',
    }),
  )
}
const SHOWN_BEFORE: readonly string[] = ['kill', 'paused', 'locked', 'session']
