import type { CommandLoaders } from '../shared/command-loaders.js'

export const RESEARCH_COMMANDS: CommandLoaders = {
  manifold: async () => (await import('./manifold.js')).addManifold,
  qfh: async () => (await import('./qfh.js')).addQfh,
  trials: async () => (await import('./trials.js')).addTrials,
  report: async () => (await import('./report.js')).addReport,
  compare: async () => (await import('./compare.js')).addCompare,
  promote: async () => (await import('./promote.js')).addPromote,
  parquet: async () => (await import('./parquet.js')).addParquet,
  calibrate: async () => (await import('./calibrate.js')).addCalibrate,
  studies: async () => (await import('./studies.js')).addStudies,
  worker: async () => (await import('./worker.js')).addWorker,
  workers: async () => (await import('./workers.js')).addWorkers,
}
