/** Errors that a user's operator throws while the graph runs, as one line with node, file and line. */
import { fileURLToPath, pathToFileURL } from 'node:url'
import { join, sep } from 'node:path'
import type { Graph } from '../../graph/engine/define/define.js'
import type { AnyOperator } from '../../graph/engine/define/operator.js'
import { CodedError } from '../../lib/errors.js'
import { packageRoot } from '../../lib/package-root.js'
import { SepError } from '../../model/error-codes.js'
import type { World } from '../../model/world.js'

/** The same graph, its hash included; a throw of `init` or `step` becomes a `bad-graph`. `path`: the file as the user gave it. */
export const guardOperators = (graph: Graph<World>, path: string): Graph<World> => ({
  ...graph,
  nodes: graph.nodes.map((node) =>
    node.operator ? { ...node, operator: guarded(node.operator, node.id, path) } : node,
  ),
})

const guarded = (operator: AnyOperator<World>, id: string, path: string): AnyOperator<World> => {
  const fault = (what: string, error: unknown) => faultOf(`--graph ${path}: node ${id}: ${what}`, error)
  return Object.freeze({
    ...operator,
    init: ((config, world, saved) => {
      try {
        return operator.init(config, world, saved)
      } catch (error) {
        throw fault('init', error)
      }
    }) as AnyOperator<World>['init'],
    step: ((state, time, input, output, from, to) => {
      try {
        operator.step(state, time, input, output, from, to)
      } catch (error) {
        throw fault('step', error)
      }
    }) as AnyOperator<World>['step'],
  })
}

/** An Error that never passed through code of the user stays what it is: a bug of SEP. */
const faultOf = (what: string, error: unknown): unknown => {
  if (error instanceof CodedError) return error
  const site = error instanceof Error ? siteOf(error) : ''
  if (site === null) return error
  return new SepError('bad-graph', `${what} threw: ${firstLine(error)}${site}`, { cause: error })
}

/** ` (file.mjs:12)` of the topmost stack frame outside SEP and installed packages; null if there is none. */
const siteOf = ({ stack = '' }: Error): string | null => {
  const own = pathToFileURL(join(packageRoot(), 'dist') + sep).href
  for (const [, url, line] of stack.matchAll(/(file:\/\/[^\n]+?):(\d+):\d+\)?$/gm))
    if (url && !url.startsWith(own) && !url.includes('/node_modules/')) return ` (${fileURLToPath(url)}:${line})`
  return null
}

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split('\n')[0] ?? ''
