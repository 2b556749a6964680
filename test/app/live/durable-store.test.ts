/** A store that cannot confirm what it keeps is refused at the start, with what to set: an order would wait for it for ever. */
import { expect, test } from 'vitest'
import { checkDurability } from '../../../app/live/check-durability.js'

const WEAK = 'appendfsync is everysec and WAITAOF is not available'

const start = (kind: 'valkey' | 'memory', environment: string): Promise<void> =>
  checkDurability({
    store: { kind, durability: async () => ({ durable: false, reason: WEAK }) },
    target: { environment },
  })

test.each(['paper', 'practice', 'live'])('a server with everysec, %s: refused by name', async (environment) => {
  const refused = start('valkey', environment)
  await expect(refused).rejects.toMatchObject({ code: 'store-refused' })
  await expect(refused).rejects.toThrow(
    `the store is not durable enough: ${WEAK}. Set appendonly yes, appendfsync always`,
  )
})

test('a store in memory will do on paper, and nowhere else', async () => {
  await expect(start('memory', 'paper')).resolves.toBeUndefined()
  await expect(start('memory', 'practice')).rejects.toMatchObject({ code: 'store-refused' })
})
