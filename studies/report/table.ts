/** An HTML table of the report; every cell is text. */
import { escapeHtml } from './svg.js'

/** Without rows it shows `empty`. `marked` rows are highlighted. `name`: its class, for the style sheet. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  empty = 'None.',
  marked: (row: number) => boolean = () => false,
  name?: string,
): string => {
  if (rows.length === 0) return `<p class="none">${escapeHtml(empty)}</p>`
  const cells = (tag: 'th' | 'td', values: readonly (string | number)[]) =>
    values.map((value) => `<${tag}>${escapeHtml(String(value))}</${tag}>`).join('')
  const body = rows.map((row, n) => `<tr${marked(n) ? ' class="marked"' : ''}>${cells('td', row)}</tr>`).join('')
  return `<table${name === undefined ? '' : ` class="${name}"`}>${head.length > 0 ? `<tr>${cells('th', head)}</tr>` : ''}${body}</table>`
}
