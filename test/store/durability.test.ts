import { expect, test } from 'vitest'
import { durabilityOf } from '../../store/durability.js'

const info = {
  aof_enabled: '1',
  aof_last_write_status: 'ok',
  maxmemory_policy: 'noeviction',
  cluster_enabled: '0',
  role: 'master',
}
const always = { appendfsync: 'always', 'no-appendfsync-on-rewrite': 'no' }

test.each([
  // what differs, info, config, WAITAOF, durable, reason
  ['nothing', {}, always, false, true, 'append-only file, appendfsync always'],
  ['WAITAOF', {}, { appendfsync: 'everysec' }, true, true, 'append-only file, confirmed by WAITAOF'],
  ['CONFIG is forbidden', {}, {}, true, true, 'append-only file, confirmed by WAITAOF'],
  ['CONFIG is forbidden', {}, {}, false, false, 'appendfsync is unknown and WAITAOF is not available'],
  ['everysec', {}, { ...always, appendfsync: 'everysec' }, false, false, 'appendfsync is everysec'],
  [
    'rewrites without fsync',
    {},
    { ...always, 'no-appendfsync-on-rewrite': 'yes' },
    false,
    false,
    'appendfsync is always',
  ],
  ['no file', { aof_enabled: '0' }, always, true, false, 'appendonly is not yes'],
  ['disk full', { aof_last_write_status: 'err' }, always, true, false, 'the last write to the append-only file failed'],
  ['eviction', { maxmemory_policy: 'allkeys-lru' }, always, true, false, 'maxmemory-policy is allkeys-lru'],
  ['cluster', { cluster_enabled: '1' }, always, true, false, 'it is a cluster'],
  ['replica', { role: 'slave' }, always, true, false, 'its role is slave'],
])('%s', (_, facts, config, waitAof, durable, reason) => {
  const found = durabilityOf({ info: { ...info, ...facts }, config, waitAof })
  expect(found.durable).toBe(durable)
  expect(found.reason).toContain(reason)
})
