/** Asks a server for its version, role and persistence. */
import { SepError } from '../../model/error-codes.js'
import type { ServerFacts } from '../durability.js'
import type { Connection } from './connection.js'

/** Reads INFO and, where allowed, CONFIG. Servers older than 7.0 are refused: when memory is full, they run a script halfway. */
export const readFacts = async (call: Connection['call']): Promise<ServerFacts> => {
  const info = linesOf(text(await call('INFO')))
  const version = info['redis_version'] ?? '0'
  if (Number.parseInt(version, 10) < 7) {
    throw new SepError('store-refused', `store: server ${version} is too old; Redis 7.0 or Valkey is needed`)
  }
  const waitAof = ((await call('COMMAND', 'INFO', 'WAITAOF')) as readonly unknown[])[0] !== null
  const config = Object.fromEntries([
    ...(await setting(call, 'appendfsync')),
    ...(await setting(call, 'no-appendfsync-on-rewrite')),
  ])
  return { info, config, waitAof }
}

/** Hosted servers may not allow it. */
const setting = async (call: Connection['call'], name: string): Promise<readonly (readonly [string, string])[]> => {
  try {
    const [, value] = (await call('CONFIG', 'GET', name)) as readonly Uint8Array[]
    return value ? [[name, text(value)]] : []
  } catch (error) {
    if ((error as SepError).code === 'store-refused') return []
    throw error
  }
}

const linesOf = (info: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    info
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )

const text = (reply: unknown): string => new TextDecoder().decode(reply as Uint8Array)
