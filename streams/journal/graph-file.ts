/** A journal stays with the graph file that wrote it: another content could build the same hash and compute something else. */
import type { Graph } from '../../graph/engine/define/define.js'
import { SepError } from '../../model/error-codes.js'
import type { GraphFile } from '../../model/graph-file.js'
import type { World } from '../../model/world.js'

/** Builds the graph of a start record again, from its name, its settings and the file that made it, if it was one. */
export type GraphOf = (name: string, config: unknown, file?: GraphFile) => Graph<World>

/**
 * Refuses a run with another file than `recorded`, or with a file where the journal has none, and the other way round.
 * `remedy` ends the sentence; the default is that of a live start.
 */
export const checkGraphFile = (
  account: string,
  recorded: GraphFile | undefined,
  own: GraphFile | undefined,
  remedy = 'continue it with the graph that wrote it, or use another account',
): void => {
  if (recorded?.sha256 === own?.sha256) return
  throw new SepError(
    'bad-journal',
    `journal ${account} was written with ${named(recorded)}, not with ${named(own)}: ${remedy}`,
  )
}

const named = (file: GraphFile | undefined): string =>
  file ? `graph file ${file.path} (sha256 ${file.sha256.slice(0, 12)})` : 'a graph of sep itself'
