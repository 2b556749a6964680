/** The blocks of a report as HTML. */
import { escapeHtml } from './escape-html.js'
import { aboutFigure } from './figure-about.js'
import type { Block, Cell, Column, Figure, TableBlock } from './report-document.js'
import { svgBars, svgChart } from './svg-chart.js'

export const htmlBlock = (block: Block): string => {
  switch (block.kind) {
    case 'text':
      return `<p${block.tone ? ` class="${block.tone}"` : ''}>${escapeHtml(block.text)}</p>`
    case 'heading':
      return `<h3>${escapeHtml(block.text)}</h3>`
    case 'code':
      return `<pre tabindex="0"><code>${escapeHtml(block.text)}</code></pre>`
    case 'figures':
      return htmlFigures(block.figures)
    case 'chart':
      return svgChart(block)
    case 'bars':
      return svgBars(block)
    case 'table':
      return htmlTable(block)
  }
}

export const htmlFigures = (figures: readonly Figure[]): string =>
  `<dl class="figures">${figures
    .map((figure) => {
      const tone = figure.tone ? ` class="${figure.tone}"` : ''
      const about = escapeHtml(aboutFigure(figure))
      const note = figure.note === undefined ? '' : ` <small>${escapeHtml(figure.note)}</small>`
      return `<div title="${about}"><dt>${escapeHtml(figure.name)}</dt><dd${tone}>${escapeHtml(figure.text)}${note}</dd></div>`
    })
    .join('')}</dl>`

/** In a region of its own that scrolls: a wide table does not widen the page. */
export const htmlTable = ({ name, columns, rows, empty, marked = [], filters }: TableBlock): string => {
  if (rows.length === 0) return `<p class="none">${escapeHtml(empty)}</p>`
  const head = columns.some((column) => column.name !== '')
    ? `<thead><tr>${columns.map((column, c) => htmlHead(column, c)).join('')}</tr></thead>`
    : ''
  const textual = columns.map((column, c) => c === 0 || column.text === true)
  const body = rows.map((row, r) => {
    const names = [...(marked.includes(r) ? ['marked'] : []), ...(filters ? [resultOfRow(columns, row)] : [])]
    const attribute = names.join(' ').trim() === '' ? '' : ` class="${names.join(' ').trim()}"`
    return `<tr${attribute}>${row.map((cell, c) => htmlCell(cell, textual[c] === true)).join('')}</tr>`
  })
  const data = filters ? ` data-filters="${escapeHtml(filters.join(','))}"` : ''
  return (
    `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(name)}">` +
    `<table data-name="${escapeHtml(name)}"${data}>${head}<tbody>${body.join('\n')}</tbody></table></div>`
  )
}

/** A filtered table is one of trades: its rows are gains or losses by the column `net`. */
const resultOfRow = (columns: readonly Column[], row: readonly Cell[]): string => {
  const net = Number(row[columns.findIndex(({ name }) => name === 'net')])
  return net > 0 ? 'gain' : net < 0 ? 'loss' : ''
}

const htmlHead = ({ name, about, text }: Column, c: number): string => {
  const label = about === undefined ? escapeHtml(name) : `<abbr title="${escapeHtml(about)}">${escapeHtml(name)}</abbr>`
  const left = c === 0 || text === true ? ' class="t"' : ''
  return name === '' ? '<td></td>' : `<th scope="col"${left}>${label}</th>`
}

const htmlCell = (cell: Cell, textual: boolean): string => {
  if (typeof cell !== 'object') return `<td${textual ? ' class="t"' : ''}>${escapeHtml(String(cell))}</td>`
  const names = [
    ...(textual ? ['t'] : []),
    ...(cell.shade ? [`${cell.shade > 0 ? 'p' : 'n'}${Math.min(5, Math.abs(cell.shade))}`] : []),
    ...(cell.mark ? ['mark'] : []),
  ]
  const attributes =
    (names.length > 0 ? ` class="${names.join(' ')}"` : '') + (cell.about ? ` title="${escapeHtml(cell.about)}"` : '')
  return `<td${attributes}>${escapeHtml(cell.text)}</td>`
}
