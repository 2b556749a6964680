/** A store that a newer version has written is neither read nor written. */
import { expect, test } from 'vitest'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { checkLayout, LAYOUT, markLayout } from '../../store/layout.js'
import { memoryStore } from '../../store/memory/store.js'
import { testClock } from '../support/test-clock.js'

const KEY = keyName(KEYS.layout, {})
const storeWith = async (value: string | null) => {
  const store = memoryStore({ clock: testClock(1) })
  if (value !== null) await store.write([{ op: 'set', key: KEY, value }])
  return store
}
const markOf = async (store: Awaited<ReturnType<typeof storeWith>>) => {
  const bytes = await store.get(KEY)
  return bytes && new TextDecoder().decode(bytes)
}

test.each([
  ['no mark', null],
  ['the layout of this version', String(LAYOUT)],
  ['an older one', String(LAYOUT - 1)],
])('%s: goes on, and is marked by what fills it', async (_, value) => {
  const store = await storeWith(value)
  await expect(checkLayout(store)).resolves.toBeUndefined()
  expect(await markOf(store)).toBe(value)
  await markLayout(store)
  expect(await markOf(store)).toBe(String(LAYOUT))
})

test.each([
  [
    'a newer one',
    String(LAYOUT + 1),
    'store-refused',
    `the store has layout ${LAYOUT + 1}, this version knows up to ${LAYOUT}: `,
  ],
  ['something else', '"x"', 'bad-data', 'sep:layout'],
])('%s: refused, and the mark stays', async (_, value, code, message) => {
  const store = await storeWith(value)
  await expect(checkLayout(store)).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string })
  expect(await markOf(store)).toBe(value)
})
