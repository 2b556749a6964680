/** Every file of the guide by its path below /docs/guide. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONTENTS, GUIDE_PAGES, type GuidePage } from './contents.js'
import { linkOfPage, type LinkTargets } from './link-of.js'
import { pageHtml, type ShownGroup } from './page-html.js'
import { type LinkOf, type RenderedPage, renderPage } from './render-page.js'

export interface SiteInputs {
  /** Of the package. */
  readonly root: string
  readonly version: string
  /** Markdown of the pages that come from code, by slug. */
  readonly made: Readonly<Record<string, string>>
}
type Rendered = RenderedPage & Pick<GuidePage, 'slug'>

export const siteFiles = (inputs: SiteInputs): ReadonlyMap<string, string | Buffer> => {
  const { root, version } = inputs
  const decisions = decisionPages(root)
  const pages = [...GUIDE_PAGES, ...decisions]
  const titles = new Map(pages.map((page) => [page.slug, titleOf(textOf(page, inputs))]))
  const targets = { slugs: slugsOf(pages), titles, assets: assetsIn(root) }
  const rendered = pages.map((page) => ({
    slug: page.slug,
    ...renderPage(textOf(page, inputs), linkOf(page, targets)),
  }))
  const groups = groupsOf(titles)
  const home = { slug: 'index', ...renderPage(homeText(titles), (address) => ({ address })) }
  const list = { slug: 'decisions/index', ...renderPage(decisionList(decisions, titles), (address) => ({ address })) }
  const all: readonly Rendered[] = [home, ...rendered, list]
  return new Map<string, string | Buffer>([
    ...all.map(({ sections, ...page }): [string, string] => {
      const headings = sections.map(({ heading }) => heading).filter(({ level }) => level === 2)
      return [`${page.slug}.html`, pageHtml({ ...page, headings, groups, version })]
    }),
    ['search.json', JSON.stringify(rendered.filter(({ slug }) => !slug.includes('/')).flatMap(searchRows))],
    ...[...targets.assets]
      .filter(([, to]) => !to.startsWith('images/') || all.some(({ html }) => html.includes(to)))
      .map(([from, to]): [string, Buffer] => [to, readFileSync(join(root, from))]),
  ])
}

const textOf = ({ slug, from }: GuidePage, { root, made }: SiteInputs): string => {
  if (from !== 'made') return readFileSync(join(root, from), 'utf8')
  const text = made[slug]
  if (text === undefined) throw new Error(`nothing makes the page ${slug}`)
  return text
}

/** Its first heading, without the marks of code. */
const titleOf = (markdown: string): string => (/^# (.*)$/m.exec(markdown)?.[1] ?? '').replaceAll('`', '')

const linkOf = ({ slug, from }: GuidePage, targets: LinkTargets): LinkOf =>
  linkOfPage(targets, slug, from === 'made' ? `docs/${slug}.md` : from)

const slugsOf = (pages: readonly GuidePage[]): ReadonlyMap<string, string> =>
  new Map([
    ...pages.map(({ slug, from }): [string, string] => [from === 'made' ? `docs/${slug}.md` : from, slug]),
    ['README.md', 'index'],
    ['docs/decisions', 'decisions/index'],
  ])

const decisionPages = (root: string): readonly GuidePage[] =>
  readdirSync(join(root, 'docs', 'decisions'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => ({ slug: `decisions/${name.slice(0, -3)}`, from: `docs/decisions/${name}`, about: '' }))

/** What documents show and link to, and the page's own files. */
const assetsIn = (root: string): ReadonlyMap<string, string> =>
  new Map([
    ...readdirSync(join(root, 'docs', 'images')).map((name): [string, string] => [
      `docs/images/${name}`,
      `images/${name}`,
    ]),
    ['docs/sweep.schema.json', 'sweep.schema.json'],
    ['deploy/guide/page/guide.css', 'guide.css'],
    ['deploy/guide/page/guide.js', 'guide.js'],
    ['ui/public/favicon.svg', 'favicon.svg'],
  ])

const groupsOf = (titles: ReadonlyMap<string, string>): readonly ShownGroup[] =>
  CONTENTS.map(({ title, pages }) => ({
    title,
    pages: [
      ...pages.map(({ slug }) => ({ slug, title: titles.get(slug) ?? slug })),
      ...(title === 'The project' ? [{ slug: 'decisions/index', title: 'Decisions' }] : []),
    ],
  }))

const homeText = (titles: ReadonlyMap<string, string>): string =>
  [
    '# SEP guide',
    '',
    'SEP trades foreign exchange: one declarative dataflow graph turns one-minute candles into orders.',
    'The same graph runs over history by event time and live by wall clock.',
    '',
    ...CONTENTS.flatMap(({ title, pages }) => [
      `## ${title}`,
      '',
      ...pages.map(({ slug, about }) => `- [${titles.get(slug) ?? slug}](${slug}.html): ${about}`),
      '',
    ]),
  ].join('\n')

const decisionList = (decisions: readonly GuidePage[], titles: ReadonlyMap<string, string>): string =>
  [
    '# Decisions',
    '',
    'Why things are as they are: context, decision, price.',
    '',
    ...decisions.map(({ slug }) => `- [${titles.get(slug) ?? slug}](${slug.split('/')[1]}.html)`),
  ].join('\n')

/** Rows of the search: page, section, anchor, the text below it. */
const searchRows = ({ slug, title, sections }: Rendered) =>
  sections.map(({ heading, text }) => [slug, title, heading.level === 1 ? '' : heading.text, heading.anchor, text])
