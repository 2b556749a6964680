/** Writes kept keys to an empty store. */
import { Redis } from 'ioredis'
import type { KeptKey } from './kept-key.js'

export const fillStore = async (socket: string, kept: readonly KeptKey[]): Promise<void> => {
  const client = new Redis(socket)
  try {
    for (const one of kept) {
      for (const command of commandsOf(one)) await client.call(command[0] as string, ...command.slice(1))
      if (one.ttlMs !== null) await client.pexpire(one.key, one.ttlMs)
    }
  } finally {
    client.disconnect()
  }
}

type Command = readonly (string | Buffer)[]
const bytes = (text: string): Buffer => Buffer.from(text, 'base64')

const commandsOf = (one: KeptKey): readonly Command[] => {
  const { key } = one
  if (one.type === 'string') return [['SET', key, bytes(one.value)]]
  if (one.type === 'hash') return [['HSET', key, ...one.values.map(bytes)]]
  if (one.type === 'list') return [['RPUSH', key, ...one.values.map(bytes)]]
  if (one.type === 'zset') return one.members.map(({ member, score }) => ['ZADD', key, score, bytes(member)])
  const entries = one.entries.map(({ id, fields }) => ['XADD', key, id, ...fields.map(bytes)])
  const empty = [
    ['XADD', key, one.lastId, 'gone', ''],
    ['XDEL', key, one.lastId],
  ]
  const ids = ['XSETID', key, one.lastId, 'ENTRIESADDED', String(one.added), 'MAXDELETEDID', one.deletedId]
  return [...(entries.length > 0 ? entries : empty), ids]
}
