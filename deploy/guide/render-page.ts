/** Markdown of the documents to HTML that a strict policy lets through: no inline style, no script, no HTML of its own. */
import Markdown, { type MarkdownIt, type Token } from 'markdown-it'
import { flowchartSvg } from './flowchart/flowchart-svg.js'
import { anchorsOfPage } from './anchors-of-page.js'

export interface GuideHeading {
  readonly level: number
  readonly text: string
  readonly anchor: string
}
/** Plain text below a heading, for the search. */
export interface GuideSection {
  readonly heading: GuideHeading
  readonly text: string
}
export interface RenderedPage {
  readonly title: string
  readonly html: string
  readonly sections: readonly GuideSection[]
}
export interface GuideLink {
  /** Relative to the page. */
  readonly address: string
  /** Of the page that it leads to; takes the place of a file's name. */
  readonly title?: string | undefined
}
/** Where a link leads; null = to no part of the guide: its text stands alone. */
export type LinkOf = (target: string) => GuideLink | null

type Tokens = Token[]

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const COMMENT = /^\s*(<!--[\s\S]*?-->\s*)+$/

const renderer = (): MarkdownIt => {
  const markdown = new Markdown({ html: true })
  const { rules } = markdown.renderer
  rules['html_block'] = (tokens, n) => commentOnly(tokens[n] as Token)
  rules['html_inline'] = (tokens, n) => commentOnly(tokens[n] as Token)
  rules['fence'] = (tokens, n) => fenceOf(tokens[n] as Token, n)
  rules['table_open'] = () => '<div class="table" tabindex="0"><table>\n'
  rules['table_close'] = () => '</table></div>\n'
  for (const name of ['th_open', 'td_open']) rules[name] = (tokens, n) => cellOf(tokens[n] as Token)
  rules['image'] = (tokens, n) => {
    const token = tokens[n] as Token
    return `<img src="${escapeHtml(attributeOf(token, 'src'))}" alt="${escapeHtml(token.content)}" loading="lazy">`
  }
  return markdown
}

const attributeOf = (token: Token, name: string): string => String(token.attrGet(name) ?? '')

const commentOnly = ({ content }: Token): string => {
  if (COMMENT.test(content)) return ''
  throw new Error(`HTML in a document: ${content.trim().slice(0, 80)}`)
}

/** Alignment is a class: markdown-it writes a style, which the policy refuses. */
const cellOf = (token: Token): string => {
  const align = /text-align:(\w+)/.exec(attributeOf(token, 'style'))?.[1]
  return `<${token.tag}${align === undefined ? '' : ` class="${align}"`}>`
}

const fenceOf = ({ info, content }: Token, n: number): string => {
  const [language = 'text', tag = ''] = info.trim().split(/\s+/)
  if (language === 'mermaid') return flowchartSvg(content, String(n))
  const label = tag === '' ? '' : ` data-tag="${escapeHtml(tag)}"`
  return `<pre class="${escapeHtml(language)}"${label} tabindex="0"><code>${escapeHtml(content)}</code></pre>\n`
}

export const renderPage = (text: string, linkOf: LinkOf): RenderedPage => {
  const markdown = renderer()
  const tokens = markdown.parse(text, {})
  const sections = addAnchors(tokens)
  for (const token of tokens) if (token.children) token.children = linked(token.children, linkOf)
  const title = sections[0]?.heading.text ?? ''
  return { title, html: markdown.renderer.render(tokens, markdown.options, {}), sections }
}

/** Gives headings their anchors and collects the text below each. */
const addAnchors = (tokens: Tokens): readonly GuideSection[] => {
  const anchorOf = anchorsOfPage()
  const sections: { heading: GuideHeading; text: string }[] = []
  for (const [n, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const content = tokens[n + 1] as Token
      const text = plainText(content)
      const anchor = anchorOf(text)
      token.attrSet('id', anchor)
      sections.push({ heading: { level: Number(token.tag.slice(1)), text, anchor }, text: '' })
    } else if (token.type === 'inline' && tokens[n - 1]?.type !== 'heading_open') {
      const last = sections.at(-1)
      if (last) last.text = `${last.text} ${plainText(token)}`.trim()
    } else if (token.type === 'fence') {
      const last = sections.at(-1)
      if (last) last.text = `${last.text} ${token.content}`.trim()
    }
  }
  return sections
}

const plainText = ({ children, content }: Token): string =>
  children === null
    ? content
    : children
        .filter(({ type }) => type === 'text' || type === 'code_inline' || type === 'softbreak')
        .map(({ type, content: piece }) => (type === 'softbreak' ? ' ' : piece))
        .join('')

/** Targets of links and pictures become addresses; a link to what the guide has not got is left out, its text stays. */
const linked = (children: Tokens, linkOf: LinkOf): Tokens => {
  const kept: Tokens = []
  let isDropped = false
  for (const [n, token] of children.entries()) {
    const name = token.type === 'link_open' ? 'href' : token.type === 'image' ? 'src' : null
    if (name === null) {
      if (token.type === 'link_close' && isDropped) isDropped = false
      else kept.push(token)
      continue
    }
    const link = linkOf(attributeOf(token, name))
    if (link === null && name === 'href') {
      isDropped = true
      continue
    }
    const { address = '', title } = link ?? {}
    token.attrSet(name, address)
    if (name === 'href' && /^https?:/.test(address)) token.attrSet('rel', 'noreferrer')
    const text = children[n + 1]
    if (title !== undefined && text && /^[\w/.-]+\.md$/.test(text.content)) text.content = title
    kept.push(token)
  }
  return kept
}
