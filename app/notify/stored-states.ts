/** How far each channel has come, in the store. */
import { CodedError } from '../../lib/errors.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import type { NotifyState } from '../../store/notify/notify-state.js'
import { packFields, unpackFields } from '../../store/pack.js'
import type { Store } from '../../store/store.js'
import type { NotifierInputs } from './notifier.js'

export const storedStates = (store: Pick<Store, 'hashAll' | 'write'>, account: string): NotifierInputs['states'] => {
  const key = keyName(KEYS.notify, { account })
  return {
    load: async () =>
      Object.fromEntries(
        Object.entries(await store.hashAll(key)).flatMap(([name, bytes]) => {
          const state = stateIn(name, bytes)
          return state ? [[name, state] as const] : []
        }),
      ),
    save: (states) => store.write([{ op: 'hashSet', key, fields: packFields(KEYS.notify, states) }]),
  }
}

/** A channel whose state cannot be read begins as a new one. */
const stateIn = (name: string, bytes: Uint8Array): NotifyState | undefined => {
  try {
    return unpackFields(KEYS.notify, { [name]: bytes })[name]
  } catch (error) {
    if (error instanceof CodedError) return undefined
    throw error
  }
}
