/** Builds the graphs of an account's journal in the process of its pipeline. */
import { checkGraphFile, type GraphOf } from '../../streams/journal/graph-file.js'
import type { RunSettings } from '../config/graph-program.js'
import type { LiveInputs } from '../live/session.js'
import { recordedGraph } from '../replay/recorded-graph.js'

/** A graph of the user's own is the one that runs here: its file is not read again. */
export const graphOfRun = async (account: string, own: LiveInputs['own']): Promise<GraphOf> => {
  if (!own) return recordedGraph(account, 'sep')
  return (_name, config, recorded) => {
    checkGraphFile(account, recorded, own.file ?? undefined)
    return own.build(config as RunSettings)
  }
}
