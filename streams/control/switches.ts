/** Kill switch and mode of an account as the store has them. Whatever cannot be read counts as ON and paused. */
import type { Store } from '../../store/store.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'

export interface AccountSwitches {
  readonly killSwitch: boolean
  readonly paused: boolean
}

export const switchKeys = (account: string) =>
  Object.freeze({
    global: keyName(KEYS.globalKillSwitch, {}),
    kill: keyName(KEYS.killSwitch, { account }),
    mode: keyName(KEYS.tradingMode, { account }),
  })

const utf8 = new TextDecoder()

/** Anything in the global key but `off` is ON for every account; a missing key decides nothing, and so does `off`. */
export const isGlobalOn = (global: Uint8Array | null): boolean => global !== null && utf8.decode(global) !== 'off'

/** A value of another kind, as a list, has no text: the key is there without one. */
const isOtherKind = (global: Uint8Array | null, ttlMs: number | null | undefined): boolean =>
  global === null && ttlMs !== undefined

/** The account's switch is ON unless exactly `off`. It is paused unless exactly `trading`, or absent where `pausedAtFirst` is false. */
export const readSwitches = async (
  store: Pick<Store, 'values' | 'ttlMs'>,
  account: string,
  pausedAtFirst: boolean,
): Promise<AccountSwitches> => {
  const keys = switchKeys(account)
  // The values in one command: never half of a change. A key made or deleted right between the two commands counts as ON.
  const [values, ttlMs] = await Promise.all([
    store.values([keys.global, keys.kill, keys.mode]),
    store.ttlMs(keys.global),
  ])
  const [global = null, kill = null, mode = null] = values
  return {
    killSwitch: isGlobalOn(global) || isOtherKind(global, ttlMs) || kill === null || utf8.decode(kill) !== 'off',
    paused: mode === null ? pausedAtFirst : utf8.decode(mode) !== 'trading',
  }
}

/** Is it the global switch that holds every account? */
export const readGlobalSwitch = async (store: Pick<Store, 'values' | 'ttlMs'>): Promise<boolean> => {
  const global = keyName(KEYS.globalKillSwitch, {})
  const [[value = null], ttlMs] = await Promise.all([store.values([global]), store.ttlMs(global)])
  return isGlobalOn(value) || isOtherKind(value, ttlMs)
}
