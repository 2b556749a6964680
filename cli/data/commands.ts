import type { CommandLoaders } from '../shared/command-loaders.js'

/** One command, `data`, with three of its own. */
export const DATA_COMMANDS: CommandLoaders = {
  data: async () => {
    const [{ addDataImport }, { addDataSynth }, { addDataInfo }] = await Promise.all([
      import('./data-import.js'),
      import('./data-synth.js'),
      import('./data-info.js'),
    ])
    return (program) => {
      const data = program.command('data').description('market data: import, generate, inspect')
      addDataImport(data)
      addDataSynth(data)
      addDataInfo(data)
    }
  },
}
