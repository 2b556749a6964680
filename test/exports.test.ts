/** The package's modules: names and types are pinned in test/golden/api. `npx vitest run test/exports.test.ts -u` writes them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { apiListings } from './support/api-listing.js'
import { GOLDEN, ROOT } from './support/paths.js'

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly exports: { readonly [name: string]: string | { readonly types: string; readonly default: string } }
}
const MODULES = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'string'
    ? []
    : [{ name: name.slice(2), target, index: target.default.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts') }],
)
const listings = apiListings(MODULES.map(({ index }) => index))

const BUILDS_ON: { readonly [module: string]: readonly string[] } = {
  operators: ['graph'],
  sources: ['graph', 'operators'],
  sinks: ['graph', 'operators', 'sources'],
  testing: ['graph'],
}
/** Type parameters, private states of operators, types that are only a step of another; what comes with the language and rxjs. */
const ELSEWHERE = new RegExp(
  `^(${[
    '[A-Z]|\\w+State|HasEvents|CodedError|Observable|OperatorFunction',
    'Promise|Readonly\\w*|Record|Partial|Pick|NoInfer|Map|Set|Error\\w*|Abort\\w+',
    'Async\\w+|Generator|Iterable|\\w+Array\\w*|ArrayLike',
  ].join('|')})$`,
)
const namesIn = (text: string): string[] => [
  ...new Set(text.replace(/'[^']*'|"[^"]*"/g, '').match(/(?<![.\w])[A-Z]\w*\b(?!\??:)/g)),
]
const known = (module: string): ReadonlySet<string> =>
  new Set(
    [module, ...(BUILDS_ON[module] ?? [])].flatMap((name) => {
      const { index } = MODULES.find((one) => one.name === name)!
      return [...listings.get(index)!.text.matchAll(/^export (?:declare )?\w+ (\w+)/gm)].map((match) => match[1]!)
    }),
  )

describe('modules of the package', () => {
  test('there are five, each with its types', () => {
    expect(MODULES.map(({ name }) => name)).toEqual(['graph', 'operators', 'sources', 'sinks', 'testing'])
    for (const { target } of MODULES) expect(target.types).toBe(target.default.replace(/\.js$/, '.d.ts'))
  })

  test.each(MODULES)('sep/$name: names and types', async ({ name, index }) => {
    await expect(listings.get(index)!.text).toMatchFileSnapshot(join(GOLDEN, 'api', `${name}.txt`))
  })

  test.each(MODULES)('sep/$name: what is declared is there at run time, and nothing else', async ({ index }) => {
    const there = (await import(join(ROOT, index))) as object
    expect(Object.keys(there).sort()).toEqual([...listings.get(index)!.values].sort())
  })

  test('what a declaration names is exported, too, by its module or one that it builds on', () => {
    const unknown = MODULES.map(({ name, index }) => [
      name,
      namesIn(listings.get(index)!.text).filter((type) => !known(name).has(type) && !ELSEWHERE.test(type)),
    ])
    expect(unknown).toEqual(MODULES.map(({ name }) => [name, []]))
  })

  test('the engine stays small enough to learn', () => {
    expect(listings.get('graph/engine/index.ts')!.values.length).toBeLessThanOrEqual(40)
  })
})
