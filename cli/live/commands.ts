import type { CommandLoaders } from '../shared/command-loaders.js'

export const LIVE_COMMANDS: CommandLoaders = {
  broker: async () => (await import('./broker.js')).addBroker,
  api: async () => (await import('./api.js')).addApi,
  ws: async () => (await import('./ws.js')).addWs,
  live: async () => (await import('./live.js')).addLive,
  evaluate: async () => (await import('./views.js')).addEvaluate,
  allocate: async () => (await import('./views.js')).addAllocate,
  arm: async () => (await import('./arm.js')).addArm,
  flatten: async () => (await import('./flatten.js')).addFlatten,
  lock: async () => (await import('./lock.js')).addLock,
  unlock: async () => (await import('./lock.js')).addUnlock,
  fetch: async () => (await import('./fetch.js')).addFetch,
  prime: async () => (await import('./prime.js')).addPrime,
  hydrate: async () => (await import('./hydrate.js')).addHydrate,
  warmup: async () => (await import('./warmup.js')).addWarmup,
  drain: async () => (await import('./drain.js')).addDrain,
  token: async () => (await import('./token.js')).addToken,
  notify: async () => (await import('./notify/notify.js')).addNotify,
  store: async () => (await import('./store.js')).addStore,
  snapshot: async () => (await import('./snapshot.js')).addSnapshot,
}
