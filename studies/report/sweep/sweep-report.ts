/** The report of a sweep: one function for the page, the command line and the machine. */
import type { ReportDocument, ReportSection } from '../document/report-document.js'
import { formatCount, formatKnown } from '../format.js'
import { candidateCostsSection, pathSection } from './candidate-sections.js'
import { configurationOf, countedDays, ranked, type SweepConfiguration } from './configuration.js'
import { heatAxes, type HeatMap, heatMap } from './heat-map.js'
import { heatSection } from './heat-section.js'
import { rankingSection } from './ranking-section.js'
import type { SearchVerdict } from './search-verdict.js'
import type { SweepFacts } from './sweep-facts.js'
import type { SweepTally } from './tally-sweep.js'
import { windowText } from './sweep-columns.js'
import { verdictFigures } from './verdict-figures.js'
import { type WalkForward, walkForward } from './walk-forward.js'
import { walkForwardSection } from './walk-forward-section.js'

export interface SweepResults {
  readonly facts: SweepFacts
  readonly lines: number
  /** The trading days that the verdict rests on. */
  readonly days: readonly string[]
  /** Best first. */
  readonly ranking: readonly SweepConfiguration[]
  readonly heatMaps: readonly HeatMap[]
  readonly walkForward: WalkForward | null
}
/** Opening of the locked part of the data. */
export interface HoldOutResult {
  /** When it was opened, and by which sweep. */
  readonly opened: string
  readonly from: string
  readonly to: string
  readonly trades: number
  readonly meanBps: number | null
}

/** Maps shown unless two parameters are named. */
const MAPS_MOST = 3

/** `axes`: the two parameters of the heat map; without them each two of those that vary, three maps at most. */
export const sweepResults = (facts: SweepFacts, tally: SweepTally, axes?: readonly [string, string]): SweepResults => {
  const pooled = [...tally.configurations.values()]
  const counted = countedDays(pooled, tally.days.length)
  const all = pooled.map((own) => configurationOf(own, tally.days.length, counted, facts.objective))
  const varying = heatAxes(all)
  const pairs = varying.flatMap((x, n) => varying.slice(n + 1).map((y): readonly [string, string] => [x, y]))
  return {
    facts,
    lines: tally.lines(),
    days: counted.map((day) => tally.days[day] as string),
    ranking: ranked(all, facts.minTrades),
    heatMaps: (axes ? [axes] : pairs.slice(0, MAPS_MOST)).map(([x, y]) => heatMap(all, x, y, facts.minTrades)),
    walkForward: walkForward(pooled, facts.objective, facts.minTrades),
  }
}

export const sweepReport = (
  results: SweepResults,
  verdict: SearchVerdict,
  holdOut: HoldOutResult | null,
): ReportDocument => {
  const { facts, days, ranking, heatMaps, walkForward: folds } = results
  const candidate = ranking.find(({ configHash }) => configHash === verdict.candidate?.configHash)
  const names = Object.keys(ranking[0]?.params ?? {})
  return {
    title: `SEP sweep ${facts.name}`,
    subtitle: `${facts.graph}, ${facts.instruments.join(', ')}, ${windowText(facts.window)} UTC, ${days.length} trading days`,
    sentence: verdict.sentence,
    tone: verdict.verdict === 'edge' ? 'good' : verdict.verdict === 'no-edge' ? 'bad' : 'open',
    statements: [...verdict.reasons, ...heatMaps.map(({ sentence }) => sentence), ...(folds ? [folds.sentence] : [])],
    figures: verdictFigures(verdict, candidate ?? null, days.length),
    sections: [
      ...(candidate ? [candidateCostsSection(candidate), pathSection(candidate, days)] : []),
      rankingSection(ranking, names, verdict),
      heatSection(heatMaps),
      ...(folds ? [walkForwardSection(folds, names, verdict)] : []),
      holdOutSection(facts, holdOut),
      provenanceSection(results),
    ],
  }
}

const holdOutSection = ({ holdout }: SweepFacts, opened: HoldOutResult | null): ReportSection => {
  const text =
    opened !== null
      ? `Opened at ${opened.opened} on ${windowText(opened)} UTC, once for this family: ${resultText(opened)}.`
      : holdout === null
        ? 'The spec locks no hold-out (holdout_pct).'
        : `Locked: ${windowText(holdout)} UTC. No trial of this sweep has seen it.`
  return { id: 'holdout', heading: 'Hold-out', blocks: [{ kind: 'text', text }] }
}

const resultText = ({ trades, meanBps }: HoldOutResult): string =>
  `${formatCount(trades)} trades, ${meanBps === null ? 'no mean' : `${formatKnown(meanBps)} bps a trade after costs`}`

const provenanceSection = ({ facts, lines, ranking }: SweepResults): ReportSection => ({
  id: 'provenance',
  heading: 'Provenance',
  blocks: [
    ...(facts.command === null ? [] : ([{ kind: 'code', text: facts.command }] as const)),
    {
      kind: 'table',
      name: 'provenance',
      columns: [{ name: '' }, { name: '', text: true }],
      rows: [
        ['sweep', facts.sweep],
        ['family', facts.family],
        ['dataHash', facts.dataHash],
        ['market', facts.market],
        ['graph', `${facts.graph}, ${facts.kind}`],
        ['objective', `${facts.objective}, at least ${facts.minTrades} trades`],
        ['costs', JSON.stringify(facts.costs)],
        [
          'trials',
          `${formatCount(facts.trials)}, ${formatCount(lines)} lines, ${formatCount(ranking.length)} configurations`,
        ],
        [
          'versions',
          Object.entries(facts.versions)
            .map(([part, version]) => `${part} ${String(version)}`)
            .join(', '),
        ],
      ],
      empty: 'None.',
    },
  ],
})
