import type { CommandLoaders } from '../shared/command-loaders.js'

export const RUN_COMMANDS: CommandLoaders = {
  backtest: async () => (await import('./backtest.js')).addBacktest,
  demo: async () => (await import('./demo.js')).addDemo,
  graph: async () => (await import('./graph.js')).addGraph,
  replay: async () => (await import('./replay.js')).addReplay,
  setup: async () => (await import('./setup.js')).addSetup,
  config: async () => (await import('./config.js')).addConfig,
  completion: async () => (await import('./completion.js')).addCompletion,
  doctor: async () => (await import('./doctor.js')).addDoctor,
}
