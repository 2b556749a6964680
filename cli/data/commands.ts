import type { CommandLoaders } from '../shared/command-loaders.js'

/** One command, `data`, with four of its own. */
export const DATA_COMMANDS: CommandLoaders = {
  data: async () => {
    const [{ addDataFetch }, { addDataImport }, { addDataSynth }, { addDataInfo }] = await Promise.all([
      import('./data-fetch.js'),
      import('./data-import.js'),
      import('./data-synth.js'),
      import('./data-info.js'),
    ])
    return (program) => {
      const data = program.command('data').description('market data: fetch, import, generate, inspect')
      addDataFetch(data)
      addDataImport(data)
      addDataSynth(data)
      addDataInfo(data)
    }
  },
}
