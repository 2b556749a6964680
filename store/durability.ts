/** Does a confirmed write survive the server? The conditions for real orders. */
import type { Durability } from './store.js'

/** What a server reports about itself. */
export interface ServerFacts {
  /** Lines of INFO as name and value. */
  readonly info: Readonly<Record<string, string>>
  /** Settings from CONFIG GET; absent where the server does not allow it. */
  readonly config: Readonly<Record<string, string>>
  /** WAITAOF is known (Valkey; Redis from 7.2). */
  readonly waitAof: boolean
}

/** The reason names every condition that is not met, or how writes are made durable. */
export const durabilityOf = ({ info, config, waitAof }: ServerFacts): Durability => {
  const fsync = config['appendfsync']
  const always = fsync === 'always' && config['no-appendfsync-on-rewrite'] === 'no'
  const missing = [
    info['aof_enabled'] !== '1' && 'appendonly is not yes',
    info['aof_enabled'] === '1' &&
      info['aof_last_write_status'] !== 'ok' &&
      'the last write to the append-only file failed',
    !waitAof && !always && `appendfsync is ${fsync ?? 'unknown'} and WAITAOF is not available`,
    info['maxmemory_policy'] !== 'noeviction' && `maxmemory-policy is ${info['maxmemory_policy'] ?? 'unknown'}`,
    info['cluster_enabled'] !== '0' && 'it is a cluster',
    info['role'] !== 'master' && `its role is ${info['role'] ?? 'unknown'}`,
  ].filter((text): text is string => text !== false)
  if (missing.length > 0) return { durable: false, reason: missing.join('; ') }
  return {
    durable: true,
    reason: waitAof ? 'append-only file, confirmed by WAITAOF' : 'append-only file, appendfsync always',
  }
}
