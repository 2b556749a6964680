/** A store that is opened when it is first needed. */
import type { Store } from '../../store/store.js'

export interface LazyStore {
  open(): Promise<Store>
  /** Closes it where it was opened. */
  close(): Promise<void>
}

export const lazyStore = (open: () => Promise<Store>): LazyStore => {
  const opened: Promise<Store>[] = []
  return {
    open: () => {
      if (opened.length === 0) opened.push(open())
      return opened[0] as Promise<Store>
    },
    close: async () => {
      for (const store of await Promise.allSettled(opened)) if (store.status === 'fulfilled') await store.value.close()
    },
  }
}
