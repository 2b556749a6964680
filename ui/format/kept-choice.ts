/** A choice of the reader that this browser remembers. */
import { useSyncExternalStore } from 'react'

export interface KeptChoice<T extends string> {
  readonly get: () => T
  readonly set: (value: T) => void
  readonly use: () => T
}

/** `usual`: until the reader chooses. */
export const keptChoice = <T extends string>(key: string, values: readonly T[], usual: T): KeptChoice<T> => {
  const listeners = new Set<() => void>()
  const state = { value: values.find((value) => value === kept(key)) ?? usual }
  const get = () => state.value
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return {
    get,
    set: (value) => {
      state.value = value
      keep(key, value)
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, get),
  }
}

/** A browser may refuse storage: then the choice holds until the page is closed. */
const kept = (key: string): string | null => {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
const keep = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value)
  } catch {
    // As above.
  }
}
