import type { CommandLoaders } from '../shared/command-loaders.js'

export const RESEARCH_COMMANDS: CommandLoaders = {
  manifold: async () => (await import('./manifold.js')).addManifold,
  qfh: async () => (await import('./qfh.js')).addQfh,
  trials: async () => (await import('./trials.js')).addTrials,
  calibrate: async () => (await import('./calibrate.js')).addCalibrate,
  studies: async () => {
    const [{ addSeries }, { addLatestRun }, { addDefaultWindow }, { addIntegrity }] = await Promise.all([
      import('./studies/series.js'),
      import('./studies/latest-run.js'),
      import('./studies/default-window.js'),
      import('./studies/integrity.js'),
    ])
    return (program) => {
      const studies = program.command('studies').description('studies of stored runs, returns and signals')
      addSeries(studies)
      addLatestRun(studies)
      addDefaultWindow(studies)
      addIntegrity(studies)
    }
  },
  workers: async () => (await import('./workers.js')).addWorkers,
}
