/** The topology of the graph that a run folder comes from, built again from its settings. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ApiError } from '../../../api/routes/api-error.js'
import { type Topology, topology } from '../../../graph/engine/define/topology.js'
import { createWorld, type Instrument } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import type { GraphName } from '../../config/graph-names.js'
import { builtInGraph, isGraphName } from '../../config/graph-program.js'
import type { Settings } from '../../config/settings.js'
import { versions } from '../../config/versions.js'

const runFile = z.looseObject({
  graphHash: z.string(),
  config: z.looseObject({}),
  instruments: z.array(z.looseObject({ name: z.string() })),
  home: z.string(),
  versions: z.looseObject({ sep: z.string(), kernel: z.string() }),
  summary: z.looseObject({ graph: z.string() }),
})

/** Refused where its settings no longer make the graph that ran. */
export const graphOfFolder = async (folder: string): Promise<Topology> => {
  const run = await runIn(folder)
  const { graph } = run.summary
  if (!isGraphName(graph))
    throw new ApiError('refused', `${folder}: graph ${graph} comes from a file, which the folder does not hold`)
  const drawn = drawnOf(graph, run)
  if (!drawn)
    throw new ApiError(
      'refused',
      `${folder}: another version of SEP ran it, whose graph cannot be built here; compare shows its settings`,
    )
  return drawn
}

const runIn = async (folder: string) => {
  const path = join(folder, 'run.json')
  try {
    return runFile.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    const why = error instanceof z.ZodError || error instanceof SyntaxError ? 'it cannot be read' : String(error)
    throw new ApiError('refused', `${path}: ${why}`)
  }
}

/**
 * Null: this version cannot build it, or the graph is another one. A run does not hold which instruments had volume or were for conversion
 * alone, which are a part of the hash: of the same version it is taken as it is.
 */
const drawnOf = (name: GraphName, { config, home, ...run }: z.output<typeof runFile>): Topology | null => {
  const world = createWorld(run.instruments as readonly unknown[] as readonly Instrument[], home)
  try {
    const graph = builtInGraph(name, config as Record<string, unknown> as Partial<Settings> as Settings)
    const drawn = topology(graph, world, KERNEL_VERSION)
    const isSame = run.versions.sep === versions().sep && run.versions.kernel === KERNEL_VERSION
    return isSame || drawn.hash === run.graphHash ? drawn : null
  } catch {
    return null
  }
}
