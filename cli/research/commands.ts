import type { CommandLoaders } from '../shared/command-loaders.js'

export const RESEARCH_COMMANDS: CommandLoaders = {
  manifold: async () => (await import('./manifold.js')).addManifold,
  qfh: async () => (await import('./qfh.js')).addQfh,
  studies: async () => (await import('./studies.js')).addStudies,
  calibrate: async () => (await import('./calibrate.js')).addCalibrate,
  workers: async () => (await import('./workers.js')).addWorkers,
}
