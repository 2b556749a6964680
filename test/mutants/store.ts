/** Bugs of the store, its fence and its leases. */
import { mutantsOf } from './mutant.js'

const MEMORY = ['test/store/memory']

export const STORE_MUTANTS = [
  ...mutantsOf('store/lease-keeper.ts', ['test/store/lease-keeper.test.ts', 'test/store/lease-times.test.ts'], {
    'a lease need not be durable': [
      'if (!(await store.flush(FLUSH_MS)))',
      'if (!(await store.flush(FLUSH_MS).then(() => true)))',
    ],
    'a lease counts from the answer, not from the request': [
      'const untilMs = clock.monotonicMs() + ttlMs\n  const lease = await store.acquireLease(key, owner, ttlMs)',
      'const lease = await store.acquireLease(key, owner, ttlMs)\n  const untilMs = clock.monotonicMs() + ttlMs',
    ],
    'a renewal without an answer extends the lease': [
      'if (held) [heldUntilMs, renewedMs]',
      'if (held !== false) [heldUntilMs, renewedMs]',
    ],
    'a lost lease is not noticed': ['lost.abort(await lostLease(store, lease, lease.key))', 'void lostLease'],
    'a released lease is still held': [
      'isReleased = true\n      heldUntilMs = Number.NEGATIVE_INFINITY',
      'isReleased = true',
    ],
  }),
  ...mutantsOf('store/memory/steps.ts', MEMORY, {
    'a stale epoch writes': ["return held ? 'ok' : 'stale'", "return held || !held ? 'ok' : 'stale'"],
    'a name is claimed twice': ["return equal(known, bytesOf(step.content)) ? 'duplicate' : 'conflict'", "return 'ok'"],
    'other content under the same name is a duplicate': [
      "return equal(known, bytesOf(step.content)) ? 'duplicate' : 'conflict'",
      "return 'duplicate'",
    ],
    'an entry goes in before its predecessor': [
      "if (typeof step.after === 'string' && step.after !== streamIdText(last)) return 'moved'\n",
      '',
    ],
    'an old id is appended': ["if (!isAfter(id, last)) return 'old'\n", ''],
  }),
  ...mutantsOf('store/memory/lease.ts', MEMORY, {
    'a lease in use is given away': ['held.untilMs > nowMs()) return null', 'held.untilMs < 0) return null'],
    'an epoch is used twice': ['const epoch = held.epoch + 1', 'const epoch = Math.max(1, held.epoch)'],
    'a lease of another epoch is renewed': ['held.owner === owner && held.epoch === epoch', 'held.owner === owner'],
  }),
  ...mutantsOf('store/valkey/scripts.ts', ['test/store/valkey', 'test/store/faults.test.ts'], {
    'a script that comes too late writes': ["if now > tonumber(ARGV[1]) then return {now, 'late'} end", ''],
    'the server does not fence the epoch': [
      'if lease[1] ~= owner or lease[2] ~= epoch then',
      'if lease[1] ~= owner then',
    ],
    'the server forgets a claim': ["plan('HSET', key, id, content)", ''],
  }),
  ...mutantsOf(
    'store/valkey/flush.ts',
    ['test/store/durability.test.ts', 'test/store/faults.test.ts', 'test/store/valkey'],
    {
      'a write on a connection that was replaced counts as on disk': [
        'unconfirmed = null\n        return false',
        'unconfirmed = null',
      ],
      'a server without an append-only file confirms': [
        "if (confirm === 'none') return false",
        "if (confirm === 'none') return true",
      ],
    },
  ),
]
