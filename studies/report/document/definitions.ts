/** Every definition of a report in one table: for a phone and for paper, where nothing hovers. */
import { aboutFigure } from './figure-about.js'
import type { ReportDocument, TableBlock } from './report-document.js'

export const definitionsOf = ({ figures, sections }: ReportDocument): TableBlock => {
  const found = new Map<string, string>()
  const add = (name: string, about: string) => {
    if (!found.has(name)) found.set(name, about)
  }
  for (const figure of figures) add(figure.name, aboutFigure(figure))
  for (const block of sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind === 'figures') for (const figure of block.figures) add(figure.name, aboutFigure(figure))
    if (block.kind === 'table') for (const { name, about } of block.columns) if (about !== undefined) add(name, about)
  }
  return {
    kind: 'table',
    name: 'definitions',
    columns: [{ name: 'figure' }, { name: 'definition', text: true }],
    rows: [...found],
    empty: 'None.',
  }
}
