import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePorts } from './free-ports.js'

test('ports of which one is held are passed over', async () => {
  const first = await freePorts(3)
  const holder = createServer()
  await once(holder.listen(first + 2, '127.0.0.1'), 'listening')
  try {
    const next = await freePorts(3)
    expect([next, next + 1, next + 2]).not.toContain(first + 2)
  } finally {
    holder.close()
    await once(holder, 'close')
  }
})
