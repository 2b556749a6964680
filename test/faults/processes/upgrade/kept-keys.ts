/** Every key of a running store. */
import { Redis } from 'ioredis'
import type { KeptKey } from './kept-key.js'

export const keptKeys = async (socket: string): Promise<readonly KeptKey[]> => {
  const client = new Redis(socket)
  try {
    const kept: KeptKey[] = []
    for (const key of (await client.keys('*')).toSorted()) kept.push(await keptKey(client, key))
    return kept
  } finally {
    client.disconnect()
  }
}

const base64 = (bytes: unknown): string => (bytes as Buffer).toString('base64')
const texts = (list: unknown): readonly string[] => (list as readonly Buffer[]).map(base64)

const keptKey = async (client: Redis, key: string): Promise<KeptKey> => {
  const left = await client.pttl(key)
  const head = { key, ttlMs: left < 0 ? null : left }
  const type = await client.type(key)
  const ask = (command: string, ...args: readonly string[]) => client.callBuffer(command, ...args)
  if (type === 'string') return { ...head, type, value: base64(await ask('GET', key)) }
  if (type === 'hash') return { ...head, type, values: texts(await ask('HGETALL', key)) }
  if (type === 'list') return { ...head, type, values: texts(await ask('LRANGE', key, '0', '-1')) }
  if (type === 'zset') return { ...head, type, members: membersOf(await ask('ZRANGE', key, '0', '-1', 'WITHSCORES')) }
  if (type !== 'stream') throw new Error(`${key}: nothing keeps a ${type}`)
  const info = (await client.xinfo('STREAM', key)) as readonly unknown[]
  const fact = (name: string): string => String(info[info.indexOf(name) + 1])
  const entries = ((await ask('XRANGE', key, '-', '+')) as readonly [Buffer, readonly Buffer[]][]).map(
    ([id, fields]) => ({ id: id.toString(), fields: texts(fields) }),
  )
  const facts = { lastId: fact('last-generated-id'), deletedId: fact('max-deleted-entry-id') }
  return { ...head, type, ...facts, added: Number(fact('entries-added')), entries }
}

const membersOf = (pairs: unknown) =>
  (pairs as readonly [Buffer, Buffer][]).map(([member, score]) => ({ member: base64(member), score: score.toString() }))
