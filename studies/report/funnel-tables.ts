/** The report's tables of guards: the funnel by instrument, and increases refused or trimmed. */
import type { PairFunnel } from '../../sinks/run/funnel.js'
import { formatKnown } from './format.js'
import { table } from './table.js'

export const funnelTable = (funnel: { readonly [instrument: string]: PairFunnel }): string => {
  const guards = Object.keys(Object.values(funnel)[0]?.left ?? {})
  return table(
    [
      'instrument',
      'candles',
      'with metrics',
      ...guards.map((guard) => `after ${guard}`),
      'with direction',
      'with a place',
      'requested',
      'ordered',
      'refused',
      'entered',
      'shadow trades',
      'bps per shadow trade',
    ],
    Object.entries(funnel).map(([name, pair]) => [
      name,
      pair.candles,
      pair.warm,
      ...guards.map((guard) => pair.left[guard] ?? 0),
      pair.admitted,
      pair.inPlace,
      pair.wished,
      pair.ordered,
      pair.refused,
      pair.entered,
      pair.shadowTrades,
      formatKnown(pair.shadowBps / pair.shadowTrades),
    ]),
  )
}

export const countTable = (
  refused: { readonly [guard: string]: number },
  trimmed: { readonly [guard: string]: number },
): string =>
  table(
    ['guard', 'refused', 'trimmed'],
    [...new Set([...Object.keys(refused), ...Object.keys(trimmed)])]
      .sort()
      .map((guard) => [guard, refused[guard] ?? 0, trimmed[guard] ?? 0]),
  )
