/** Rules about who imports whom; imports of types count like all others. */
import { dirname, join } from 'node:path/posix'
import { isForeign, layerOf, packageOf } from './layers.js'
import { findings, type Rule, tally } from './rule.js'
import { scanOnce } from './scan.js'
import { isProduction, isTypeScript, type SourceFile, topOf } from './tree.js'

const IMPORTS_MAX = 20

/** Relative imports and re-exports, as paths from the root. */
const importsOf = ({ path, text }: SourceFile): string[] =>
  scanOnce(text)
    .modules.filter((module) => module.startsWith('.'))
    .map((module) => join(dirname(path), module).replace(/\.js$/, '.ts'))

export const layers: Rule = {
  name: 'layers',
  law: 'A file imports its own or lower layers (test/tidy/layers.ts); sources and sinks do not import each other, ui only api/contract.',
  measure: (tree) =>
    tally(
      tree
        .filter((file) => isProduction(file) && isTypeScript(file))
        .flatMap((file) =>
          importsOf(file)
            .filter((target) => {
              const rooms = `${packageOf(file.path)} ${packageOf(target)}`
              return (
                layerOf(target) > layerOf(file.path) ||
                isForeign(file.path, target) ||
                rooms === 'sources sinks' ||
                rooms === 'sinks sources'
              )
            })
            .map((target) => `${file.path} imports ${target}`),
        ),
    ),
}

/** Files that reach each other: strongly connected components by Tarjan's algorithm. */
const circlesOf = (edges: ReadonlyMap<string, readonly string[]>): string[][] => {
  const circles: string[][] = []
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const visit = (node: string) => {
    index.set(node, index.size)
    low.set(node, index.get(node)!)
    stack.push(node)
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) visit(next)
      if (stack.includes(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!))
    }
    if (low.get(node) !== index.get(node)) return
    const circle = stack.splice(stack.indexOf(node))
    if (circle.length > 1 || edges.get(node)?.includes(node)) circles.push(circle.sort())
  }
  for (const node of edges.keys()) if (!index.has(node)) visit(node)
  return circles
}

export const circles: Rule = {
  name: 'circles',
  law: 'Imports form no circle, types included.',
  measure: (tree) => {
    const edges = new Map(tree.filter(isTypeScript).map((file) => [file.path.replace(/x$/, ''), importsOf(file)]))
    return findings(circlesOf(edges).map((circle) => [circle.join(' <-> '), circle.length]))
  },
}

export const importCount: Rule = {
  name: 'imports',
  law: `A file has at most ${IMPORTS_MAX} imports; an index.ts, which is a list of names, may have more.`,
  measure: (tree) =>
    findings(
      tree.filter(isTypeScript).map(({ path, text }): [string, number] => {
        const count = scanOnce(text).bare.match(/^(?:import|export)\s[^'"=]*\bfrom '|^import '/gm)?.length ?? 0
        return [path, count > IMPORTS_MAX && !path.endsWith('/index.ts') ? count : 0]
      }),
    ),
}

/** A folder of test/ with everything in it; `x.test.ts` next to a folder `x` belongs to it. */
const roomOf = (path: string): string => path.split('/').slice(0, 2).join('/').replace('.test.ts', '')

export const testHelpers: Rule = {
  name: 'test helpers',
  law: 'A helper that tests of several folders share stands in test/support/ (or test/reference/).',
  measure: (tree) =>
    tally(
      tree
        .filter((file) => topOf(file.path) === 'test' && isTypeScript(file))
        .flatMap((file) =>
          importsOf(file)
            .filter((target) => topOf(target) === 'test' && roomOf(target) !== roomOf(file.path))
            .filter((target) => !['test/support', 'test/reference'].includes(roomOf(target)))
            .map((target) => `${file.path} imports ${target}`),
        ),
    ),
}
