/**
 * A report as one HTML file: no network, no inline style, one script that its policy names by hash.
 * The same report gives the same bytes.
 */
import { createHash } from 'node:crypto'
import { definitionsOf } from './definitions.js'
import { escapeHtml } from './escape-html.js'
import { htmlBlock, htmlFigures } from './html-blocks.js'
import { REPORT_SCRIPT } from './html-script.js'
import { REPORT_STYLE } from './html-style.js'
import type { ReportDocument, ReportSection } from './report-document.js'

const hashed = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const POLICY =
  `default-src 'none'; style-src ${hashed(REPORT_STYLE)}; script-src ${hashed(REPORT_SCRIPT)}; ` +
  "base-uri 'none'; form-action 'none'"

export const htmlDocument = (report: ReportDocument): string => {
  const sections: readonly ReportSection[] = [
    ...report.sections,
    { id: 'definitions', heading: 'Definitions', blocks: [definitionsOf(report)] },
  ]
  const title = escapeHtml(report.title)
  const statements = report.statements.map((text) => `<li>${escapeHtml(text)}</li>`).join('\n')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">\
<meta name="viewport" content="width=device-width,initial-scale=1">\
<title>${title}</title><style>${REPORT_STYLE}</style></head><body>
<header><h1>${title}</h1><p class="subtitle">${escapeHtml(report.subtitle)}</p></header>
<main><p class="verdict ${report.tone}">${escapeHtml(report.sentence)}</p>
${report.figures.length > 0 ? htmlFigures(report.figures) : ''}
${statements === '' ? '' : `<ul class="statements">${statements}</ul>`}
<nav aria-label="Sections">${sections.map(({ id, heading }) => `<a href="#${id}">${escapeHtml(heading)}</a>`).join('')}</nav>
${sections.map(htmlSection).join('\n')}
</main><script>${REPORT_SCRIPT}</script></body></html>
`
}

const htmlSection = ({ id, heading, blocks }: ReportSection): string =>
  `<section><h2 id="${id}">${escapeHtml(heading)}</h2>\n${blocks.map(htmlBlock).join('\n')}</section>`
