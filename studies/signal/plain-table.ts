import { escapeHtml } from '../report/document/escape-html.js'

/** An HTML table of text; without a head the first cell of a row is its name. It scrolls where it is wider than the screen. */
export const plainTable = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const text = (i: number): string => (i === 0 || head.length === 0 ? ' class="t"' : '')
  const cells = (tag: 'th' | 'td', values: readonly (string | number)[]): string =>
    `<tr>${values.map((value, i) => `<${tag}${text(i)}>${escapeHtml(String(value))}</${tag}>`).join('')}</tr>`
  const top = head.length > 0 ? cells('th', head) : ''
  return `<div class="scroll" tabindex="0"><table>${top}${rows.map((row) => cells('td', row)).join('')}</table></div>`
}
