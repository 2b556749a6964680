/** The runbook has the texts of alarms as the code has them. */
import { type Rule, tally } from './rule.js'
import { scanOnce } from './scan.js'
import { isProduction, isTypeScript, type SourceFile } from './tree.js'

/** Files that hold texts of alarms, with what else they hold. */
const HOMES: Readonly<Record<string, RegExp | null>> = {
  'sinks/alarms/foreign-trades.ts': null,
  'sinks/alarms/latches.ts': null,
  'sinks/alarms/place-watches.ts': null,
  'sinks/alarms/reject-runs.ts': null,
  'sinks/alarms/stuck-exits.ts': null,
  'app/live/lease-alarm.ts': null,
  'app/live/market/verdict-reports.ts': /^refused candle/,
  'app/live/monitoring/account-reasons.ts': null,
  'app/live/monitoring/account-watch.ts': null,
  'app/live/monitoring/alarms.ts': null,
  'app/live/monitoring/health.ts': /^no answer for/,
  'app/live/monitoring/outages.ts': null,
  'app/live/monitoring/process-monitor.ts': /^there is no slice yet/,
  'app/live/monitoring/readiness.ts': /^not ready:/,
  'app/live/monitoring/unreadable.ts': /^any instrument/,
  'app/notify/account-notifier.ts': null,
  'app/notify/notifier.ts': /^daily summary|^delivers again/,
  'app/live/trading.ts': /another instance|unknown outcome|trades adopted/,
  'app/surface/demo/demo-alarms.ts': /there is no alarm|\/api\/alarms/,
  'app/surface/demo/demo-controls.ts': /next slice carries|close everything|all, paused|is simulated/,
  'sinks/execution/effects.ts': null,
  'sinks/execution/execution-events.ts': null,
  'sinks/execution/fold-fill.ts': null,
  'sinks/execution/protocol.ts': null,
  'sinks/execution/transaction-fold.ts': null,
  'sinks/execution/reconcile.ts':
    /could not be made durable|transactions end|the account is at|guaranteed stops|both sides/,
  'sinks/execution/compare/view-differences.ts': null,
  'sinks/execution/records/books.ts': null,
  'studies/report/guard-statements.ts': null,
  'studies/report/shadow-statements.ts': null,
}
/** They pass texts on that others have made. */
const CARRIERS = [
  'sinks/alarms/condition-reports.ts',
  'sinks/execution/compare/take-account.ts',
  'sinks/execution/protocol-types.ts',
  'sinks/execution/runner.ts',
  'sinks/execution/take-transactions.ts',
]
const RAISES = /\.raise\(|\balarms?\.hold\(|type: 'alarm'|\balarm\(|\breport\('|\balarms\.push\(/
const PAGE = 'docs/runbook.md'

const squeezed = (text: string): string =>
  text
    .replace(/\\(['`])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()

/** Pieces of sentences: two words or more. */
const textsIn = ({ path, text }: SourceFile): readonly string[] =>
  [...new Set(scanOnce(text).strings.map(squeezed))].filter(
    (piece) => piece.length >= 10 && piece.includes(' ') && !HOMES[path]?.test(piece),
  )

export const alarmTexts: Rule = {
  name: 'alarm texts',
  law: `${PAGE} has every text of an alarm as the code has it, and test/tidy/alarm-texts.ts every file that raises one.`,
  measure: (tree) => {
    const page = squeezed(tree.find(({ path }) => path === PAGE)?.text ?? '')
    const code = tree.filter((file) => isProduction(file) && isTypeScript(file))
    const homes = code.filter(({ path }) => Object.hasOwn(HOMES, path))
    const missing = homes.flatMap((file) =>
      textsIn(file).flatMap((text) => (page.includes(text) ? [] : [`${file.path}: ${text}`])),
    )
    const strangers = code
      .filter(({ path }) => !Object.hasOwn(HOMES, path) && !CARRIERS.includes(path) && /^(app|sinks)\//.test(path))
      .filter(({ text }) => RAISES.test(scanOnce(text).bare))
      .map(({ path }) => `${path} raises alarms and is not listed`)
    return tally([...missing, ...strangers])
  },
}
