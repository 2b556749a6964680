/** The report's tables of guards: the funnel by instrument, and increases refused or trimmed. */
import type { PairFunnel } from '../../../sinks/run/funnel.js'
import type { TableBlock } from '../document/report-document.js'
import { formatCount, formatKnown } from '../format.js'

/** A row for each stage, from candles to entries; a column for each instrument and one for all. */
export const funnelTable = (funnel: { readonly [instrument: string]: PairFunnel }): TableBlock => {
  const pairs = Object.entries(funnel)
  const guards = Object.keys(pairs[0]?.[1].left ?? {})
  const stages: readonly (readonly [string, (pair: PairFunnel) => number])[] = [
    ['candles', ({ candles }) => candles],
    ['with metrics', ({ warm }) => warm],
    ...guards.map((guard) => [`after ${guard}`, ({ left }: PairFunnel) => left[guard] ?? 0] as const),
    ['with direction', ({ admitted }) => admitted],
    ['with a place', ({ inPlace }) => inPlace],
    ['requested', ({ wished }) => wished],
    ['ordered', ({ ordered }) => ordered],
    ['refused', ({ refused }) => refused],
    ['entered', ({ entered }) => entered],
    ['shadow trades', ({ shadowTrades }) => shadowTrades],
  ]
  const sum = (of: (pair: PairFunnel) => number) => pairs.reduce((total, [, pair]) => total + of(pair), 0)
  return {
    kind: 'table',
    name: 'guard funnel',
    columns: [
      { name: 'stage', about: 'Minutes that are left after each guard in order, then entries from request to fill.' },
      ...pairs.map(([name]) => ({ name })),
      { name: 'all', about: 'Sum over all instruments.' },
    ],
    rows: [
      ...stages.map(([name, of]) => [name, ...pairs.map(([, pair]) => formatCount(of(pair))), formatCount(sum(of))]),
      [
        'bps per shadow trade',
        ...pairs.map(([, pair]) => formatKnown(pair.shadowBps / pair.shadowTrades)),
        formatKnown(sum(({ shadowBps }) => shadowBps) / sum(({ shadowTrades }) => shadowTrades)),
      ],
    ],
    empty: 'No instrument.',
  }
}

export const countTable = (
  refused: { readonly [guard: string]: number },
  trimmed: { readonly [guard: string]: number },
): TableBlock => ({
  kind: 'table',
  name: 'refused and trimmed increases',
  columns: [
    { name: 'guard', about: 'The risk guard that decided; one increase can count for several.' },
    { name: 'refused', about: 'Increases that it refused.' },
    { name: 'trimmed', about: 'Increases that it made smaller.' },
  ],
  rows: [...new Set([...Object.keys(refused), ...Object.keys(trimmed)])]
    .sort()
    .map((guard) => [guard, refused[guard] ?? 0, trimmed[guard] ?? 0]),
  empty: 'None.',
})
