/** `sep report`: the verdict on a sweep, in one sentence, with the evidence. */
import type { Command } from 'commander'
import Table from 'cli-table3'
import pc from 'picocolors'
import { environment } from '../../app/config/environment.js'
import { reportSweep, type ReportedSweep } from '../../app/report/report-sweep.js'
import { sweepShape } from '../../app/report/sweep-shape.js'
import { systemClock } from '../../lib/clock.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { print } from '../../lib/terminal/stdout.js'
import { SepError } from '../../model/error-codes.js'
import { htmlDocument } from '../../studies/report/document/html-document.js'
import { markdownDocument } from '../../studies/report/document/markdown-document.js'
import type { ReportDocument } from '../../studies/report/document/report-document.js'
import { sweepReport } from '../../studies/report/sweep/sweep-report.js'
import { checkOutputFile, printJson, writeOutput } from '../shared/output.js'

interface ReportOptions {
  readonly sweep?: string
  readonly ledger?: string
  readonly out?: string
  readonly heat?: string
  readonly json: boolean
}

const FORMS = ['.md', '.html', '.json'] as const

export const addReport = (program: Command): void => {
  program
    .command('report')
    .description(
      'the verdict on a sweep after all costs and after the search: edge, no edge or undecided; exits 0 for each',
    )
    .option('--sweep <dir>', 'folder that sep trials wrote')
    .option('--ledger <file>', 'the ledger that counts every configuration ever tried; default: .sep/ledger.ndjson')
    .option('--heat <x,y>', 'parameters of the heat map; default: each two of those that vary, three maps at most')
    .option('--out <file>', `report to write: ${FORMS.join(', ')}`)
    .option('--json', 'print one JSON object', false)
    .action(run)
}

const run = async (options: ReportOptions): Promise<void> => {
  const { sweep, out } = options
  if (sweep === undefined) throw new SepError('bad-argument', 'name the folder of a sweep: sep report --sweep DIR')
  const form = out === undefined ? undefined : FORMS.find((ending) => out.endsWith(ending))
  if (out !== undefined && form === undefined)
    throw new SepError('bad-argument', `--out ${out}: the name ends in none of ${FORMS.join(', ')}`)
  checkOutputFile(out)
  const reported = reportSweep({
    folder: sweep,
    ledger: options.ledger ?? (environment()['SEP_LEDGER'] || '.sep/ledger.ndjson'),
    axes: axesOf(options.heat),
    clock: systemClock,
  })
  const { results, verdict } = reported
  const shape = sweepShape(results, verdict, null)
  const document = sweepReport(results, verdict, null)
  if (out !== undefined) await writeOutput(out, [textOf(form, document, shape)])
  if (options.json) printJson(shape)
  else print(terminalText(reported, document, out))
}

const axesOf = (text: string | undefined): readonly [string, string] | undefined => {
  if (text === undefined) return undefined
  const [x, y, ...more] = text.split(',')
  if (!x || !y || more.length > 0 || x === y)
    throw new SepError('bad-argument', `--heat ${text}: two different parameters with a comma between them`)
  return [x, y]
}

const textOf = (form: (typeof FORMS)[number] | undefined, document: ReportDocument, shape: object): string =>
  form === '.html'
    ? htmlDocument(document)
    : form === '.md'
      ? markdownDocument(document)
      : `${JSON.stringify(shape, null, 2)}\n`

/** Lines of the ranking on a terminal. */
const SHOWN = 5

const terminalText = ({ results }: ReportedSweep, document: ReportDocument, out: string | undefined): string => {
  const colour = document.tone === 'good' ? pc.green : document.tone === 'bad' ? pc.red : pc.yellow
  const ranking = document.sections.find(({ id }) => id === 'ranking')?.blocks.find(({ kind }) => kind === 'table')
  const left = Math.max(0, results.ranking.length - SHOWN)
  return [
    colour(printableLine(document.sentence)),
    ...document.statements.map((text) => `- ${printableLine(text)}`),
    ...document.figures.map(
      ({ name, text, note }) => `${name.padEnd(22)}${text}${note === undefined ? '' : `  (${note})`}`,
    ),
    ...(ranking?.kind === 'table' && ranking.rows.length > 0
      ? [
          tableText(
            ranking.columns.map(({ name }) => name),
            ranking.rows
              .slice(0, SHOWN)
              .map((row) => row.map((cell) => (typeof cell === 'object' ? cell.text : String(cell)))),
          ),
        ]
      : []),
    ...(left > 0
      ? [`${left} more configurations${out === undefined ? '; --out FILE.html has the whole report' : ''}`]
      : []),
    ...(out === undefined ? [] : [`written to ${printableLine(out)}`]),
    '',
  ].join('\n')
}

const tableText = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } })
  for (const row of rows) table.push(row.map(printableLine))
  return table.toString()
}
