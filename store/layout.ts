/** Which layout of keys and streams a store has, so that a version that does not know it neither reads nor writes it. */
import { SepError } from '../model/error-codes.js'
import { keyName } from './key.js'
import { KEYS } from './keys.js'
import { pack, unpack } from './pack.js'
import type { Store } from './store.js'

/** Raised where an older version could misread what this one writes. A store without a mark has layout 1. */
export const LAYOUT = 1

/** `store-refused` where a newer version has written the store. */
export const checkLayout = async (store: Pick<Store, 'get'>): Promise<void> => {
  const layout = (await layoutOf(store)) ?? LAYOUT
  if (layout > LAYOUT)
    throw new SepError(
      'store-refused',
      `the store has layout ${layout}, this version knows up to ${LAYOUT}: go on with the version that wrote it, ` +
        'or restore the backup from before it (docs/deployment.md, Upgrade)',
    )
}

/** For a process that fills the store; after `checkLayout`. */
export const markLayout = async (store: Pick<Store, 'get' | 'write'>): Promise<void> => {
  if ((await layoutOf(store)) === LAYOUT) return
  await store.write([{ op: 'set', key: keyName(KEYS.layout, {}), value: pack(KEYS.layout, LAYOUT) }])
}

/** Null = no mark. */
const layoutOf = async (store: Pick<Store, 'get'>): Promise<number | null> => {
  const bytes = await store.get(keyName(KEYS.layout, {}))
  return bytes === null ? null : unpack(KEYS.layout, bytes)
}
