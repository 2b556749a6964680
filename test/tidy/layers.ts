/** Layers of the production folders: a file imports its own layer or lower ones. */
export const LAYERS: { readonly [folder: string]: number } = {
  lib: 0,
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
}

/** `graph/engine` and `graph` are two packages; every other top folder is one. */
export const packageOf = (path: string): string =>
  path.startsWith('graph/engine/') ? 'graph/engine' : (path.split('/')[0] as string)

export const layerOf = (path: string): number => LAYERS[packageOf(path)] ?? Number.POSITIVE_INFINITY
