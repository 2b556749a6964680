/** One offline page of the signal study: the sentence, all tests, and plots of the strongest signals. */
import { REPORT_STYLE } from '../report/document/html-style.js'
import { escapeHtml } from '../report/document/escape-html.js'
import { plainTable } from './plain-table.js'
import { barChart } from './bar-chart.js'
import { GROUPS } from './groups.js'
import { rankedFindings } from './signal-sentence.js'
import type { HorizonResult, SignalResult, SignalStudy } from './study-signal.js'

/** Signals that are plotted; the table has all. */
const PLOTTED = 8

const STYLE = `.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(280px,1fr));gap:1rem}\
.plots figure{margin:0}.plots figcaption{color:var(--dim)}\
.up{fill:#2563eb}.down{fill:#dc2626}.rule{stroke:var(--open);stroke-dasharray:4 3}\
.grid{stroke:var(--line)}.tick{fill:var(--dim);font-size:11px}`

/** The same study gives the same bytes. */
export const signalPage = (
  study: SignalStudy & {
    readonly sentence: string
    readonly from: string
    readonly to: string
    readonly dataHash: string
  },
): string => {
  const { list } = rankedFindings(study)
  const names = [...new Set(list.map(({ signal }) => signal))].slice(0, PLOTTED)
  const plotted = names.map((name) => study.signals.find((signal) => signal.name === name)!)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
<title>Signal study</title><style>${REPORT_STYLE}${STYLE}</style></head><body>
<h1>Does the signal say anything?</h1>
<p class="verdict open">${escapeHtml(study.sentence)}</p>
${plainTable([], facts(study))}
${plotted.map((signal) => section(signal, study.roundTripBps)).join('\n')}
<h2>All tests</h2>
${plainTable(HEAD, study.signals.flatMap(rows))}
<p class="none">IC: information coefficient, standardised within each pair.
t: of the daily sums over all pairs, because returns overlap and pairs move together; the smaller of plain and Newey-West.
p: after all ${study.tests} tests by Holm.
Outer: half the difference of the mean returns that follow the top and the bottom fifth.
Turnover: share of minutes at which the fifth changes. Cost: the mean spread, one entry and one exit.</p>
</body></html>
`
}

const facts = (study: Parameters<typeof signalPage>[0]): readonly (readonly [string, string])[] => [
  ['Data', `${study.from.slice(0, 16)} to ${study.to.slice(0, 16)} UTC, hash ${study.dataHash.slice(0, 16)}`],
  ['Pairs', study.instruments.map((one) => `${one.name} (${one.roundTripBps.toFixed(2)} bps)`).join(', ')],
  ['Round trip', `${study.roundTripBps.toFixed(2)} bps of spread`],
  ['Tests', String(study.tests)],
]

const section = (signal: SignalResult, cost: number): string => {
  const strongest = signal.horizons.reduce((best, own) =>
    Math.abs(own.spearmanT ?? 0) > Math.abs(best.spearmanT ?? 0) ? own : best,
  )
  const figure = (caption: string, svg: string): string =>
    `<figure>${svg}<figcaption>${escapeHtml(caption)}</figcaption></figure>`
  const coefficients = (of: keyof HorizonResult['by']): string =>
    barChart(
      strongest.by[of].map(({ name, n, spearman }) => ({
        label: name,
        value: spearman,
        title: `${name}: ${spearman.toFixed(4)}, n ${n}`,
      })),
      `${signal.name} by ${of}`,
    )
  return `<h2>${escapeHtml(signal.name)}</h2>
<div class="plots">
${figure(
  'IC by horizon, minutes',
  barChart(
    signal.horizons.map(({ minutes, spearman, spearmanT }) => ({
      label: String(minutes),
      value: spearman,
      title: `${minutes} min: ${fixed(spearman, 4)}, t ${fixed(spearmanT, 2)}`,
    })),
    `${signal.name}: IC by horizon`,
  ),
)}
${figure(
  `mean return after ${strongest.minutes} min by fifth, bps; dashed: half a round trip`,
  barChart(
    strongest.quantiles.map(({ n, meanBps }, i) => ({
      label: String(i + 1),
      value: meanBps,
      title: `fifth ${i + 1}: ${fixed(meanBps, 3)} bps, n ${n}`,
    })),
    `${signal.name}: return by fifth`,
    cost / 2,
  ),
)}
${GROUPS.map((of) => figure(`IC at ${strongest.minutes} min by ${of}`, coefficients(of))).join('\n')}
</div>`
}

const HEAD = [
  'signal',
  'min',
  'n',
  'days',
  'Pearson',
  't',
  'Spearman',
  't',
  'p',
  'outer bps',
  'turnover',
  'autocorrelation',
]

const rows = ({ name, turnover, autocorrelation, horizons }: SignalResult): readonly (readonly (string | number)[])[] =>
  horizons.map((own) => [
    name,
    own.minutes,
    own.n,
    own.days,
    fixed(own.pearson, 4),
    fixed(own.pearsonT, 2),
    fixed(own.spearman, 4),
    fixed(own.spearmanT, 2),
    fixed(own.pHolm, 4),
    fixed(own.outerBps, 3),
    fixed(turnover, 3),
    autocorrelation.map(({ value }) => fixed(value, 2)).join(' / '),
  ])

const fixed = (value: number | null, decimals: number): string => (value === null ? '-' : value.toFixed(decimals))
