/** For every rule a planted violation with what is found, and what is right. */
import { DOCUMENT_EXAMPLES } from './document-examples.js'
import type { Example, Files } from './example.js'

const lines = (count: number, line = 'x()'): string => `${Array<string>(count).fill(line).join('\n')}\n`
const imports = (count: number): string => Array.from({ length: count }, (_, n) => `import './f${n}.js'\n`).join('')
const folder = (path: string, count: number): Files =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${path}/f${n}.ts`, '']))
/** A function of so many lines, from its first to its last. */
const long = (count: number): string => `export const act = () => {\n${lines(count - 2)}}\n`
export const EXAMPLES: { readonly [rule: string]: Example } = {
  layers: {
    good: { 'app/a.ts': "import { b } from '../lib/b.js'", 'sinks/a.ts': "import '../streams/b.js'" },
    bad: {
      'lib/a.ts': "import type { B } from '../app/b.js'",
      'sources/a.ts': "export { b } from '../sinks/b.js'",
      'graph/engine/run/a.ts': "import { m } from '../../../model/m.js'",
      'model/a.ts': "const b = await import('../test/b.js')",
      'ui/a.tsx': "import { b } from '../lib/b.js'\nimport type { C } from '../api/contract/c.js'",
    },
    found: {
      'lib/a.ts imports app/b.ts': 1,
      'sources/a.ts imports sinks/b.ts': 1,
      'graph/engine/run/a.ts imports model/m.ts': 1,
      'model/a.ts imports test/b.ts': 1,
      'ui/a.tsx imports lib/b.ts': 1,
    },
  },
  circles: {
    good: { 'lib/a.ts': "import './b.js'\nimport './c.js'", 'lib/b.ts': "import './c.js'", 'lib/c.ts': '' },
    bad: {
      'lib/a.ts': "import { b } from './b.js'",
      'lib/b.ts': "import type { C } from './c.js'",
      'lib/c.ts': "import type {\n  A,\n} from './a.js'",
      'lib/d.ts': "import './a.js'",
    },
    found: { 'lib/a.ts <-> lib/b.ts <-> lib/c.ts': 3 },
  },
  imports: {
    good: { 'lib/a.ts': imports(20), 'operators/index.ts': imports(21) },
    bad: { 'lib/a.ts': `${imports(20)}import type {\n  A,\n  B,\n} from 'b'\n`, 'test/a.ts': imports(22) },
    found: { 'lib/a.ts': 21, 'test/a.ts': 22 },
  },
  'test helpers': {
    good: {
      'test/lib/a.test.ts': "import { b } from '../support/b.js'\nimport '../../lib/a.js'\nimport './c/d.js'",
      'test/tidy.test.ts': "import './tidy/rules.js'",
      'test/api/a.test.ts': `const text = "import './b.js'; import('../store/b.js')"`,
    },
    bad: { 'test/lib/a.test.ts': "import { b } from '../store/b.js'" },
    found: { 'test/lib/a.test.ts imports test/store/b.ts': 1 },
  },
  'exported names': {
    good: {
      'lib/a.ts': 'export const a = 1\nconst b = 2',
      'lib/b.ts': 'export const b = 1',
      'api/a.ts': "export { a } from '../lib/a.js'\n// export const b\nconst text = `\nexport const b\n`",
    },
    bad: {
      'lib/a.ts': 'export interface Ledger {}\nexport const submit = 1',
      'graph/engine/a.ts': 'export type Ledger = 1',
      'graph/a.ts': 'interface Ledger {}\nexport type { Ledger }',
      'api/a.ts': 'export async function submit() {}',
    },
    found: { Ledger: 3, submit: 2 },
  },
  'file lines': {
    good: { 'lib/a.ts': lines(250), 'deploy/live.ts': lines(80) },
    bad: { 'lib/a.ts': lines(251), 'deploy/live.ts': lines(81), 'test/lib/a.test.ts': lines(300) },
    found: { 'lib/a.ts': 251, 'deploy/live.ts': 81, 'test/lib/a.test.ts': 300 },
  },
  'function lines': {
    good: { 'lib/a.ts': long(70) },
    bad: {
      'lib/a.ts': `const text = 'ü'\n${long(71)}`,
      'test/lib/helper.ts': long(75),
      'test/lib/a.test.ts': `describe('a', () => {\n${lines(100)}})\n`,
      'api/b.ts': `export const port = {\n  async read() {\n${lines(80)}  },\n}\nfunction plain() {\n${lines(90)}}\nplain()\n`,
    },
    found: { 'lib/a.ts act': 71, 'api/b.ts read': 82, 'api/b.ts plain': 92, 'test/lib/helper.ts act': 75 },
  },
  'folder files': {
    good: { ...folder('lib', 20), 'lib/sub/a.ts': '', ...folder('test/lib', 30) },
    bad: { ...folder('lib', 21), ...folder('test/lib', 31) },
    found: { lib: 21, 'test/lib': 31 },
  },
  'long lines': {
    good: { 'lib/a.ts': 'x'.repeat(140), 'README.md': `${'x'.repeat(140)}\n` },
    bad: { 'lib/a.ts': lines(2, 'x'.repeat(141)), 'README.md': 'x'.repeat(141) },
    found: { 'lib/a.ts': 2, 'README.md': 1 },
  },
  'ambient time': {
    good: { 'lib/clock.ts': 'Date.now()', 'lib/a.ts': "// Date.now()\nconst a = 'Date.now()'" },
    bad: { 'lib/a.ts': 'Date.now() + process.hrtime.bigint()', 'app/a.ts': 'const a = `${new Date().getTime()}`' },
    found: { 'lib/a.ts': 2, 'app/a.ts': 1 },
  },
  randomness: {
    good: { 'deploy/live.ts': 'randomBytes(4)', 'lib/a.ts': 'random()' },
    bad: { 'lib/a.ts': 'Math.random() + randomInt(3)', 'app/a.ts': 'randomUUID()' },
    found: { 'lib/a.ts': 2, 'app/a.ts': 1 },
  },
  'unstable arithmetic': {
    good: { 'operators/a.ts': 'Math.sqrt(2) /** a ** b */', 'sources/a.ts': 'Math.pow(2, 2)' },
    bad: { 'operators/a.ts': 'Math.tanh(2)', 'graph/a.ts': 'a ** b' },
    found: { 'operators/a.ts': 1, 'graph/a.ts': 1 },
  },
  rxjs: {
    good: { 'graph/engine/run/rx.ts': "import { map } from 'rxjs'" },
    bad: { 'lib/a.ts': "import { map } from 'rxjs/operators'" },
    found: { 'lib/a.ts': 1 },
  },
  environment: {
    good: { 'app/config/environment.ts': 'process.env', 'lib/a.ts': '// process.env' },
    bad: { 'cli/a.ts': "process.env['HOME']" },
    found: { 'cli/a.ts': 1 },
  },
  'machine paths': {
    good: { 'lib/a.ts': "'/tmp/x'" },
    bad: { 'lib/a.ts': `// TO${'DO'}: later\nconst home = '/ro${'ot/x'}'` },
    found: { 'lib/a.ts': 2 },
  },
  'frame columns': {
    good: { 'graph/engine/run/a.ts': "frame.columns['risk']", 'sinks/a.ts': 'columnsOf(frame, nodes.risk)' },
    bad: { 'sinks/a.ts': "frame.columns['risk'] as unknown" },
    found: { 'sinks/a.ts': 1 },
  },
  'stream ids': {
    good: { 'store/stream-id.ts': "id.split('-')", 'sinks/a.ts': "id.split(':')" },
    bad: { 'sinks/a.ts': "Number(id.split('-')[0])" },
    found: { 'sinks/a.ts': 1 },
  },
  'time units': {
    good: {
      'lib/time-units.ts': 'const MINUTE_MS = 60_000',
      'sinks/a.ts': '5 * MINUTE_MS // 60_000\nconst b = 160_000',
    },
    bad: { 'sinks/a.ts': 'const DAY = 24 * 60 * MINUTE\nconst HOUR_MS = 3_600_000' },
    found: { 'sinks/a.ts': 2 },
  },
  'standard error': {
    good: { 'lib/stderr.ts': 'process.stderr.write(text)', 'app/a.ts': "log('console.log')" },
    bad: { 'app/a.ts': "console.error('')", 'cli/run/a.ts': 'process.stderr.write(text)' },
    found: { 'app/a.ts': 1, 'cli/run/a.ts': 1 },
  },
  'standard output': {
    good: { 'lib/terminal/stdout.ts': 'process.stdout.write(text)', 'cli/run/a.ts': "print('process.stdout')" },
    bad: { 'cli/run/a.ts': 'process.stdout.write(text)' },
    found: { 'cli/run/a.ts': 1 },
  },
  process: {
    good: { 'lib/a.ts': 'const { argv } = process\nprocess.argv' },
    bad: { 'lib/a.ts': "import { stderr } from 'node:process'", 'app/a.ts': 'const { env } = process' },
    found: { 'lib/a.ts': 1, 'app/a.ts': 1 },
  },
  'package name': {
    good: { 'lib/a.ts': "import { a } from './b.js'" },
    bad: { 'lib/a.ts': "import { qbsa } from 'sep/operators'" },
    found: { 'lib/a.ts': 1 },
  },
  flags: {
    good: { 'cli/shared/flags.ts': 'Number(text)', 'app/a.ts': 'Number(text)', 'cli/a.ts': 'wholeNumber(text)' },
    bad: { 'cli/run/a.ts': 'Number(options.days) + Number.parseFloat(text)' },
    found: { 'cli/run/a.ts': 2 },
  },
  casts: {
    good: { 'lib/a.ts': 'a as A // as unknown as B' },
    bad: { 'lib/a.ts': 'a as unknown as B', 'lib/b.ts': 'a as unknown as B', 'test/a.ts': 'a as unknown as B' },
    found: { lib: 2, test: 1 },
  },
  patience: {
    good: {
      'test/ui/a.test.ts': `import { b } from '../support/browser/browser.js'
const label = (page) => page.getAttribute('.chart', 'aria-label')
test('a', async () => {
  await expect.poll(() => page.locator('td').allTextContents()).toEqual(['1'])
  await expect.poll(() => label(page)).toMatch(/1/)
  const box = await until('a place', 60_000, () => page.locator('.chart').boundingBox())
  await page.evaluate("document.querySelector('svg').remove()")
  await route.fulfill({ body: route.request().url(), label: 1 })
})`,
      'test/lib/a.test.ts': 'expect(await store.count()).toBe(1)',
    },
    bad: {
      'test/ui/a.test.ts': `import { b } from '../support/browser/browser.js'
const label = (page) => page.getAttribute('.chart', 'aria-label')
const check = async (page) => expect(await label(page)).toBe('1')
test.each([1])('a', async () => {
  expect(await page.locator('td').allTextContents()).toEqual(['1'])
  expect(page.url()).toMatch(/1/)
  await check(page)
  await expect.poll(() => label(page)).toBe(await label(page))
})`,
      'test/page/a.ts': "import type { Page } from 'playwright-core'\nif (await page.evaluate<boolean>('x')) y()",
    },
    found: { 'test/page/a.ts': 1, 'test/ui/a.test.ts': 4 },
  },
  words: {
    good: {
      'lib/a.ts': "const told = 'told' // Stored as `told`, and retold.",
      'docs/a.md': 'The field `told` holds it.',
    },
    bad: {
      'lib/a.ts': '// Says so.\nthrow new Error(`${name} says no`)',
      'docs/a.md': 'What is\nsaid.',
      'README.md': 'Told.',
    },
    found: { '"says" in lib': 2, '"is said" in docs': 1, '"told" in README.md': 1 },
  },
  'named paths': {
    good: {
      'lib/a.ts': '/** See lib/b.ts; lib/c is no file. */',
      'lib/b.ts': "const text = 'lib/none.ts' // a/lib/none.ts",
      'docs/b.md':
        '`lib/a.ts`, `lib/{a,b}.ts`, [c](../lib/a.ts#x), `sep/graph`, [w](https://a.b)\n```\nlib/none.ts\n```\n',
    },
    bad: { 'docs/b.md': '`lib/{a,c}.ts` and [a](missing.md)', 'lib/a.ts': '// As in lib/gone.ts.' },
    found: {
      'docs/b.md names lib/c.ts': 1,
      'docs/b.md names docs/missing.md': 1,
      'lib/a.ts names lib/gone.ts': 1,
    },
  },
  ...DOCUMENT_EXAMPLES,
}
