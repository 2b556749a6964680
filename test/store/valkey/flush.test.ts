/** When answered writes count as on disk, by what the server offers and by what became of the connection. */
import { describe, expect, test } from 'vitest'
import type { ServerFacts } from '../../../store/durability.js'
import type { Connection } from '../../../store/valkey/connection.js'
import { diskFlush } from '../../../store/valkey/flush.js'
import { testClock } from '../../support/test-clock.js'

const facts = (appendonly: string, appendfsync: string, waitAof: boolean): ServerFacts => ({
  info: {},
  config: { appendonly, appendfsync },
  waitAof,
})
const settings = (...words: readonly string[]) => words.map((word) => new TextEncoder().encode(word))
/** A connection to a server that answers so. */
const connection = (generation: number, answer: unknown): Connection => ({
  generation,
  call: () => Promise.resolve(answer),
  callWithin: () => Promise.resolve(answer),
  close: () => {},
})
const ALWAYS = settings('appendonly', 'yes', 'appendfsync', 'always')

test.each([
  ['appendfsync always', facts('yes', 'always', false), ALWAYS, true],
  ['appendfsync always, changed since', facts('yes', 'always', false), settings('appendfsync', 'everysec'), false],
  ['WAITAOF: one file is synced', facts('yes', 'everysec', true), [1, 0], true],
  ['WAITAOF: none in time', facts('yes', 'everysec', true), [0, 0], false],
  ['no append-only file', facts('no', 'everysec', false), [1, 0], false],
])('%s', async (_, server, answer, confirmed) => {
  const disk = diskFlush(testClock(), 1000)
  disk.connected(server)
  disk.written(connection(1, answer))
  expect(await disk.flush(connection(1, answer), 100)).toBe(confirmed)
})

describe('a connection that was replaced since the write', () => {
  const replaced = (server: ServerFacts, answer: unknown) => {
    const disk = diskFlush(testClock(), 1000)
    disk.connected(server)
    disk.written(connection(1, answer))
    disk.connected(server)
    return disk
  }

  test('WAITAOF on the new one confirms nothing of the old one, later writes are confirmed', async () => {
    const disk = replaced(facts('yes', 'everysec', true), [1, 0])
    expect(await disk.flush(connection(2, [1, 0]), 100)).toBe(false)
    disk.written(connection(2, [1, 0]))
    expect(await disk.flush(connection(2, [1, 0]), 100)).toBe(true)
  })

  test('with appendfsync always its answer was behind the fsync', async () => {
    expect(await replaced(facts('yes', 'always', false), ALWAYS).flush(connection(2, ALWAYS), 100)).toBe(true)
  })
})
