/** The flag `--graph` of the commands that run a graph, next to the settings. */
import type { Command } from 'commander'
import { type GraphName, GRAPHS } from '../../app/config/graph-names.js'
import { type GraphProgram, loadGraphProgram } from '../../app/config/graph-program.js'
import { type SettingsOptions, settingInputsOf, withSettings } from './settings-options.js'

export interface GraphOptions extends SettingsOptions {
  readonly graph: string
}

/** Adds --graph and the flags of `withSettings`. `names`: sep's own graphs that the command can run. */
export const withGraph = (command: Command, names: readonly GraphName[] = GRAPHS): Command =>
  withSettings(
    command.option(
      '--graph <name|file>',
      `${names.join(', ')}, or the path of a module that ends in .mjs or .js and exports graph(config) and config`,
      'sep',
    ),
  )

/** Loads the graph and resolves its settings; the parameters are those of `settingsOf`. `profile`: the default for graph sep. */
export const graphProgramOf = (
  options: GraphOptions,
  flags: { readonly [path: string]: unknown } = {},
  {
    profile,
    defaults = {},
  }: { readonly profile?: string; readonly defaults?: { readonly [name: string]: string } } = {},
): Promise<GraphProgram> => {
  const own = profile !== undefined && options.graph === 'sep' ? { profile } : {}
  return loadGraphProgram(options.graph, settingInputsOf({ ...own, ...options }, flags, defaults))
}
