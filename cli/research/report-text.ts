/** The report of a sweep on a terminal: the sentence, its reasons, the figures, the head of the ranking. */
import Table from 'cli-table3'
import pc from 'picocolors'
import type { ReportedSweep } from '../../app/report/report-sweep.js'
import { printableLine } from '../../lib/terminal/printable.js'
import type { Figure, ReportDocument } from '../../studies/report/document/report-document.js'

/** Lines of the ranking on a terminal. */
const SHOWN = 5

export const reportText = ({ results }: ReportedSweep, document: ReportDocument, out: string | undefined): string => {
  const colour = document.tone === 'good' ? pc.green : document.tone === 'bad' ? pc.red : pc.yellow
  const ranking = document.sections.find(({ id }) => id === 'ranking')?.blocks.find(({ kind }) => kind === 'table')
  const left = Math.max(0, results.ranking.length - SHOWN)
  return [
    colour(printableLine(document.sentence)),
    ...document.statements.map((text) => `- ${printableLine(text)}`),
    ...document.figures.map(figureLine),
    ...(ranking?.kind === 'table' && ranking.rows.length > 0
      ? [
          turnedTable(
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

/** The scale stands on the page at the pointer, and here nowhere else. */
const figureLine = ({ name, text, note, annualisation }: Figure): string => {
  const notes = [
    ...(annualisation.startsWith('annualised') ? [annualisation] : []),
    ...(note === undefined ? [] : [note]),
  ]
  return `${name.padEnd(22)}${text}${notes.length === 0 ? '' : `  (${notes.join(', ')})`}`
}

/** A column for each row: five configurations fit 80 characters, seventeen figures do not. */
const turnedTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (n: number) => [head[n] as string, ...rows.map((row) => row[n] ?? '')].map(printableLine)
  const table = new Table({ head: line(0), style: { head: [], border: [], compact: true } })
  for (const n of head.keys()) if (n > 0) table.push(line(n))
  return table.toString()
}
