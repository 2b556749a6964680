/** Layers of the production folders: a file imports its own layer or lower ones. */
export const LAYERS: { readonly [folder: string]: number } = {
  lib: 0,
  'api/contract': 0,
  'graph/engine': 1,
  model: 2,
  'native-rs': 2,
  operators: 3,
  graph: 4,
  store: 4,
  oanda: 4,
  streams: 5,
  sources: 6,
  sinks: 6,
  studies: 7,
  api: 7,
  app: 8,
  deploy: 9,
  cli: 10,
  ui: 11,
}

/** Packages of their own within a top folder. */
const INNER = ['graph/engine', 'api/contract'] as const

/** A top folder, or one of the two within. */
export const packageOf = (path: string): string =>
  INNER.find((folder) => path.startsWith(`${folder}/`)) ?? (path.split('/')[0] as string)

export const layerOf = (path: string): number => LAYERS[packageOf(path)] ?? Number.POSITIVE_INFINITY

/** The web interface runs in the browser: of the server it knows the contract alone. */
export const isForeign = (path: string, target: string): boolean =>
  packageOf(path) === 'ui' && !['ui', 'api/contract'].includes(packageOf(target))
