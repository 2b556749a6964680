/** A user's graph module: a file that exports `graph(config)` and `config`, its zod schema. */
import { statSync } from 'node:fs'
import type { z } from 'zod'
import type { Graph } from '../../graph/engine/define/define.js'
import { SepError } from '../../model/error-codes.js'
import type { GraphFile } from '../../model/graph-file.js'
import type { World } from '../../model/world.js'
import { checkGraph } from './check-graph.js'
import { graphFile } from './graph-file.js'
import { guardOperators } from './guard-operators.js'
import { importGraphFile } from './import-graph-file.js'
import { type Sections, shapeOf } from './leaves/leaves.js'
import { tryParse } from './leaves/try-parse.js'

export interface GraphModule {
  readonly file: GraphFile
  /** The schemas of the settings that the file declares. */
  readonly sections: Sections
  /** Validates the file's sections of resolved settings as a whole and builds the graph. */
  build(settings: Readonly<Record<string, unknown>>): {
    readonly graph: Graph<World>
    readonly config: Readonly<Record<string, unknown>>
  }
}

/** Sections of SEP itself, which a graph file cannot declare. */
const OWN_SECTIONS = ['run', 'broker']

/** Loads and checks the module; whatever is wrong with it is a one-line `bad-argument`. */
export const loadGraphModule = async (path: string): Promise<GraphModule> => {
  const fail = (text: string, cause?: unknown) => new SepError('bad-argument', `--graph ${path}: ${text}`, { cause })
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) throw fail('there is no such file')
  if (!stats.isFile()) throw fail('is not a file')
  // Before the import: a file that is edited meanwhile has the identity of what was there first.
  const file = identityOf(path, fail)
  const { graph, config } = await importGraphFile(path).catch((error: unknown) => {
    throw fail(`cannot be loaded: ${firstLine(error)}`, error)
  })
  if (typeof graph !== 'function') throw fail('exports no function graph(config)')
  if (!isSchema(config)) throw fail('exports no config, the zod object of its settings; z.object({}) if it has none')
  const shape = shapeOf(config)
  if (!shape) throw fail('config is not a zod object')
  const reserved = OWN_SECTIONS.find((name) => Object.hasOwn(shape, name))
  if (reserved)
    throw fail(`config.${reserved}: ${OWN_SECTIONS.join(' and ')} are settings of sep itself; use another name`)
  return {
    file,
    sections: shape,
    build: (given) => {
      const own = Object.fromEntries(Object.keys(shape).map((name) => [name, given[name]]))
      const parsed = tryParse(config, own)
      if (!parsed.success)
        throw new SepError('bad-config', `${file.path}: ${parsed.path.join('.') || 'config'}: ${parsed.message}`)
      const checked = checkGraph(made(graph, parsed.data, fail), fail)
      return { graph: guardOperators(checked, path), config: parsed.data as Record<string, unknown> }
    },
  }
}

type Fail = (text: string, cause?: unknown) => SepError

const identityOf = (path: string, fail: Fail): GraphFile => {
  try {
    return graphFile(path)
  } catch (error) {
    throw fail(`cannot be read: ${firstLine(error)}`, error)
  }
}

const made = (graph: Function, config: unknown, fail: Fail): unknown => {
  try {
    return (graph as (config: unknown) => unknown)(config)
  } catch (error) {
    throw fail(`graph(config): ${firstLine(error)}`, error)
  }
}

const isSchema = (value: unknown): value is z.ZodType =>
  typeof value === 'object' && value !== null && typeof (value as { safeParse?: unknown }).safeParse === 'function'

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split('\n')[0] ?? ''
