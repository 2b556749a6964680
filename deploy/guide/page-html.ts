/** The frame of a page: head, contents, text, what comes before and after. */
import { dirname, relative } from 'node:path/posix'
import type { GuideHeading } from './render-page.js'

export interface ShownPage {
  readonly slug: string
  readonly title: string
}
export interface ShownGroup {
  readonly title: string
  readonly pages: readonly ShownPage[]
}
export interface PageInputs extends ShownPage {
  readonly html: string
  /** Those of the second level. */
  readonly headings: readonly GuideHeading[]
  readonly groups: readonly ShownGroup[]
  readonly version: string
}

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

export const pageHtml = (inputs: PageInputs): string => {
  const { slug, title, html, groups, version } = inputs
  const to = (target: string) => relative(dirname(slug), target)
  const name = slug === 'index' ? 'SEP guide' : `${title} · SEP guide`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(name)}</title>
<link rel="icon" href="${to('favicon.svg')}">
<link rel="stylesheet" href="${to('guide.css')}">
<script src="${to('guide.js')}" data-root="${to('.') || '.'}"></script>
</head>
<body>
<a class="skip" href="#text">To the text</a>
<header>
<a class="brand" href="${to('index.html')}">SEP <span>guide</span></a>
<search>
<input type="search" id="search" placeholder="Search" aria-label="Search the guide" autocomplete="off" hidden>
</search>
<button type="button" id="theme" hidden>Theme</button>
<div id="found" role="region" aria-label="Search results" hidden></div>
</header>
<div class="columns">
<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary>
${groups.map((group) => groupHtml(group, slug, to)).join('\n')}
</details></nav>
<main id="text" tabindex="-1">
${html}${neighbours(inputs, to)}
<footer>SEP ${escapeText(version)}</footer>
</main>
${onThisPage(inputs)}
</div>
</body>
</html>
`
}

const groupHtml = ({ title, pages }: ShownGroup, slug: string, to: (target: string) => string): string => {
  const items = pages.map((page) => {
    const here = page.slug === slug ? ' aria-current="page"' : ''
    return `<li><a href="${to(`${page.slug}.html`)}"${here}>${escapeText(page.title)}</a></li>`
  })
  return `<h2>${escapeText(title)}</h2>\n<ul>\n${items.join('\n')}\n</ul>`
}

const neighbours = ({ slug, groups }: PageInputs, to: (target: string) => string): string => {
  const pages = groups.flatMap((group) => group.pages)
  const at = pages.findIndex((page) => page.slug === slug)
  const link = (page: ShownPage | undefined, rel: string, word: string) =>
    page === undefined
      ? '<span></span>'
      : `<a rel="${rel}" href="${to(`${page.slug}.html`)}"><small>${word}</small> ${escapeText(page.title)}</a>`
  if (at < 0) return ''
  const links = `${link(pages[at - 1], 'prev', 'Before')}${link(pages[at + 1], 'next', 'Next')}`
  return `<nav class="neighbours" aria-label="Before and after">${links}</nav>`
}

const onThisPage = ({ headings }: PageInputs): string => {
  if (headings.length < 3) return '<aside></aside>'
  const items = headings.map(({ anchor, text }) => `<li><a href="#${anchor}">${escapeText(text)}</a></li>`)
  return `<aside aria-label="On this page"><h2>On this page</h2>\n<ul>\n${items.join('\n')}\n</ul></aside>`
}
