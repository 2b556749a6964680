/** A report as Markdown: the same sentence, figures and tables; charts stand in the HTML form. */
import type { Block, Cell, Figure, ReportDocument, TableBlock } from './report-document.js'

export const markdownDocument = (report: ReportDocument): string =>
  [
    `# ${plain(report.title)}`,
    plain(report.subtitle),
    `**${plain(report.sentence)}**`,
    ...(report.figures.length > 0 ? [figureTable(report.figures)] : []),
    ...(report.statements.length > 0 ? [report.statements.map((text) => `- ${plain(text)}`).join('\n')] : []),
    ...report.sections.flatMap(({ heading, blocks }) => {
      const texts = blocks.map(markdownBlock).filter((text) => text !== '')
      return texts.length === 0 ? [] : [`## ${plain(heading)}`, ...texts]
    }),
  ].join('\n\n') + '\n'

const markdownBlock = (block: Block): string => {
  switch (block.kind) {
    case 'text':
      return plain(block.text)
    case 'heading':
      return `### ${plain(block.text)}`
    case 'code':
      return `\`\`\`\n${block.text.replaceAll('```', "'''")}\n\`\`\``
    case 'figures':
      return figureTable(block.figures)
    case 'table':
      return markdownTable(block)
    case 'chart':
    case 'bars':
      return ''
  }
}

const figureTable = (figures: readonly Figure[]): string =>
  lines(
    ['figure', 'value', 'definition', 'scale', 'n'],
    figures.map(({ name, text, note, definition, annualisation, n }) => [
      name,
      note === undefined ? text : `${text} (${note})`,
      definition,
      annualisation,
      n,
    ]),
    [true, false, true, true, true],
  )

const markdownTable = ({ columns, rows, empty, marked = [] }: TableBlock): string => {
  if (rows.length === 0) return plain(empty)
  const shown = rows.map((row, r) => row.map((cell) => (marked.includes(r) ? bold(textOf(cell)) : textOf(cell))))
  return lines(
    columns.map(({ name }) => name),
    shown,
    columns.map(({ text }, c) => c === 0 || text === true),
  )
}

const lines = (head: readonly string[], rows: readonly (readonly string[])[], left: readonly boolean[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => plain(cell)).join(' | ')} |`
  return [line(head), `| ${left.map((is) => (is ? '---' : '--:')).join(' | ')} |`, ...rows.map(line)].join('\n')
}

const textOf = (cell: Cell): string => {
  if (typeof cell !== 'object') return String(cell)
  return cell.mark ? `[${cell.text}]` : cell.text
}
const bold = (text: string): string => (text.trim() === '' ? text : `**${text.trim()}**`)

/** Text that is no markup and keeps to its cell. Bold is added by this file alone. */
const plain = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')
