/** The guide as it is served: links, anchors, pictures, and nothing that its policy refuses. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { describe, expect, test } from 'vitest'
import { CONTENTS, GUIDE_PAGES } from '../../deploy/guide/contents.js'
import { guidePages } from '../../cli/guide/guide-pages.js'
import { shapeText } from '../../deploy/guide/made/json-shape.js'
import { renderPage } from '../../deploy/guide/render-page.js'
import { siteFiles } from '../../deploy/guide/site-files.js'
import { ROUTES } from '../../api/routes/index.js'
import { HELP_NOTES } from '../../cli/help/add-notes.js'
import { KEYS } from '../../store/keys.js'
import { ROOT } from '../support/paths.js'

const made = await guidePages()
const files = siteFiles({ root: ROOT, version: '1.2.3', made })
const pages = [...files].flatMap(([path, content]) =>
  path.endsWith('.html') ? [[path, String(content)] as const] : [],
)

const targetsIn = (html: string, attribute: 'href' | 'src'): string[] =>
  [...html.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map((match) => match[1] as string)

/** What is wrong with the links of a page of the site. */
const brokenIn = (path: string, html: string): string[] =>
  [...targetsIn(html, 'href'), ...targetsIn(html, 'src')].flatMap((target) => {
    if (/^https?:\/\/[\w.-]+/.test(target)) return []
    const [file = '', anchor] = target.split('#')
    const found = file === '' ? path : join(dirname(path), file)
    const content = files.get(found)
    if (content === undefined) return [`${path} -> ${target}: no file`]
    if (anchor !== undefined && !String(content).includes(` id="${anchor}"`)) return [`${path} -> ${target}: no anchor`]
    return []
  })

describe('the site', () => {
  test('every link and picture leads to a file of the site, and to an anchor that its page has', () => {
    expect(pages.length).toBeGreaterThan(40)
    expect(pages.flatMap(([path, html]) => brokenIn(path, html))).toEqual([])
    expect(brokenIn('a.html', '<a href="b.html"><img src="c.svg"><a href="runbook.html#none"><a href="#x">')).toEqual([
      'a.html -> b.html: no file',
      'a.html -> runbook.html#none: no anchor',
      'a.html -> #x: no file',
      'a.html -> c.svg: no file',
    ])
  })

  test('sections that alert rules name are there', () => {
    const rules = readFileSync(join(ROOT, 'deploy/prometheus/rules.yml'), 'utf8')
    const named = [...rules.matchAll(/runbook: "docs\/([\w-]+)\.md(#[\w-]+)?"/g)].map(
      ([, page, anchor = '']) => `${page}.html${anchor}`,
    )
    expect(named.length).toBe(rules.match(/\balert:/g)?.length)
    expect([...new Set(named)].flatMap((target) => brokenIn('index.html', ` href="${target}"`))).toEqual([])
  })

  test('a page has one title of its own, and the contents name it', () => {
    const titles = pages.map(([, html]) => /<title>(.*)<\/title>/.exec(html)?.[1])
    expect(new Set(titles).size).toBe(pages.length)
    for (const [path, html] of pages) expect(html.match(/<h1/g), path).toHaveLength(1)
    const [, home] = pages.find(([path]) => path === 'index.html') as readonly [string, string]
    for (const { slug } of GUIDE_PAGES) expect(home).toContain(`href="${slug}.html"`)
    expect(CONTENTS.map(({ title }) => title)).toEqual([...new Set(CONTENTS.map(({ title }) => title))])
  })

  test('nothing that the policy of the server refuses: inline style, script, handler', () => {
    for (const [path, html] of pages) {
      expect(html.replace(/<code>[\s\S]*?<\/code>/g, ''), path).not.toMatch(
        / style=|<style|<script(?! src=)| on\w+="|javascript:/,
      )
    }
  })

  test('the search finds sections by their words', () => {
    const rows = JSON.parse(String(files.get('search.json'))) as readonly (readonly string[])[]
    const hits = rows.filter((row) => row.join(' ').includes('drawdown limit of')).map((row) => `${row[0]}#${row[3]}`)
    expect(hits).toContain('runbook#drawdown')
  })
})

describe('a page', () => {
  const page = (text: string) =>
    renderPage(text, (target) => (target === 'gone.md' ? null : { address: `${target}!`, title: 'B' }))

  test.each([
    ['# A\n\n## `a` b, c_d!\n\n## a b, c_d', ['<h1 id="a">', '<h2 id="a-b-c_d">', '<h2 id="a-b-c_d-1">']],
    [
      '[x](b.md) [b.md](b.md) [code `y`](gone.md)',
      ['<a href="b.md!">x</a>', '<a href="b.md!">B</a>', 'code <code>y</code>'],
    ],
    [
      '| a | b |\n| - | -: |\n| 1 | 2 |',
      ['<div class="table" tabindex="0"><table>', '<td>1</td>', '<td class="right">2</td>'],
    ],
    [
      '```sh run\na < "b"\n```',
      ['<pre class="sh" data-tag="run" tabindex="0"><code>a &lt; &quot;b&quot;\n</code></pre>'],
    ],
    ['a <!-- note --> b', ['<p>a  b</p>']],
    ['![Two & three](p.png)', ['<img src="p.png!" alt="Two &amp; three" loading="lazy">']],
  ])('%s', (text, shown) => {
    for (const part of shown) expect(page(text).html).toContain(part)
  })

  test('HTML in a document is an error', () =>
    expect(() => page('a <b onclick="x">b</b>')).toThrow('HTML in a document: <b onclick="x">'))
})

describe('pages made from code', () => {
  test('every key of the store', () => {
    for (const { template } of Object.values(KEYS)) expect(made['store-schema']).toContain(`- \`${template}\``)
    expect(made['store-schema']).toContain('  - `tsMs`')
  })
  test('every command', () => {
    for (const path of Object.keys(HELP_NOTES)) expect(made['commands']).toContain(`\n## sep ${path}\n`)
    expect(made['commands']).toContain('| `--env` | ')
    expect(made['commands']).toContain('See also: [sep unlock](#sep-unlock), [sep arm](#sep-arm).')
  })
  test('every route', () => {
    for (const { method, path } of ROUTES) expect(made['api']).toContain(`### \`${method.toUpperCase()} ${path}\``)
    expect(made['api']).toContain('### `GET /api/session`')
  })
  test.each([
    [
      { type: 'array', items: { anyOf: [{ type: 'number', minimum: 0 }, { type: 'null' }] } },
      'list of number, at least 0 or null',
    ],
    [{ enum: ['on', 'off'] }, '`on`, `off`'],
    [{ type: 'object', properties: { a: {}, b: {} } }, '{`a`, `b`}'],
    [{ type: 'integer', minimum: 1, maximum: 5 }, 'integer, 1 to 5'],
    [{ $ref: '#/components/schemas/X' }, 'X'],
    [{}, 'anything'],
  ])('%j', (schema, text) => expect(shapeText(schema)).toBe(text))
})
