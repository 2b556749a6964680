/** Bugs of a pipeline around its orders, of the durable streams, and of the paper broker. */
import { mutantsOf } from './mutant.js'

const SETTLE = ['test/app/live/settle-orders.test.ts']
const HEALTH = ['test/app/live/monitoring/health.test.ts']
const FOLLOW = ['test/streams/follow.test.ts']
const WATERMARK = ['test/streams/execution/watermark.test.ts']
const FEEDS = ['test/app/notify/feeds.test.ts']
const BROKER = ['test/api/paper-broker/wire.test.ts', 'test/api/paper-broker/restart.test.ts']

export const LIVE_MUTANTS = [
  ...mutantsOf('app/live/settle-orders.ts', SETTLE, {
    'a stop waits for no answer': ['while (runner.unsettled() !== null &&', 'while (runner.unsettled() === null &&'],
    'a stop waits for ever': [
      'clock.monotonicMs() - sinceMs < MOST_MS',
      'clock.monotonicMs() - sinceMs < 20 * MOST_MS',
    ],
    'the lease runs out while a stop waits': ['void lease.renew().catch(() => undefined)', ''],
    'a stop lets orders leave': ['  runner.stop()\n', ''],
    'what a stop left unknown is not named': ['return left === null ? null : new', 'return left !== null ? null : new'],
  }),
  ...mutantsOf('app/live/monitoring/health.ts', HEALTH, {
    'a 429 is a dead broker': ['isLimited() ? LIMIT_PATIENCE_MS', 'isLimited() ? BROKER_PATIENCE_MS'],
    'a limit of long ago hides a dead broker': ['LIMIT_OVER_MS = 10_000', 'LIMIT_OVER_MS = 10_000_000'],
  }),
  ...mutantsOf('app/live/monitoring/stream-health.ts', ['test/app/live/monitoring/stream-health.test.ts'], {
    'a mute stream counts as open': ['else if (!isMute) fault = null', 'else fault = null'],
    'a stream that never opened counts as broken': ['hasOpened && fault !== null', 'fault !== null'],
  }),
  ...mutantsOf(
    'app/live/control/request-log.ts',
    ['test/app/live/control-records.test.ts', 'test/app/live/control.test.ts'],
    {
      'what became of a request is forgotten where the store was away': [
        '      return\n    }\n    for',
        '    }\n    for',
      ],
    },
  ),
  ...mutantsOf('streams/follow.ts', FOLLOW, {
    'an entry whose reader failed is read again': [
      '        after = entry.id\n        await onEntry(entry)\n',
      '        await onEntry(entry)\n        after = entry.id\n',
    ],
    'damage is only logged': ["|| error.code === 'bad-journal'", ''],
  }),
  ...mutantsOf('streams/execution/watermark.ts', WATERMARK, {
    'an order that a slice has not seen holds it up only for a while': [
      'placesOrder || atMs + transitMs < asOfMs',
      'atMs + transitMs < asOfMs',
    ],
    'a slice without an offset has seen everything': [
      '(executionOffset !== undefined &&',
      '(executionOffset === undefined ||',
    ],
  }),
  ...mutantsOf('streams/edge/is-complete.ts', ['test/streams/edge/is-complete.test.ts'], {
    'an edge that was trimmed counts as whole': ['msOf(first.id) <= base.tsMs ||', 'msOf(first.id) > 0 ||'],
    'an edge behind the journal counts as whole': ['!(hadMs >= tail.tsMs)', 'hadMs > tail.tsMs'],
  }),
  ...mutantsOf('streams/control/first-switch.ts', ['test/streams/control/switches.test.ts'], {
    'the first start turns the kill switch off': ["null, 'on'", "null, 'off'"],
  }),
  ...mutantsOf('app/notify/feeds/order-feed.ts', FEEDS, {
    'an abandoned order is shown as rejected': [
      "result === 'refused' || result === 'abandoned'",
      "result === 'refused'",
    ],
    'the reason of a reject is left out': ["event === 'rejected' ? { ...notice, text: reason } : notice", 'notice'],
  }),
  ...mutantsOf('app/notify/feeds/stream-feed.ts', FEEDS, {
    'what was sent is sent again': ["range(stream, after, '+', PAGE)", "range(stream, NONE, '+', PAGE)"],
  }),
  ...mutantsOf('api/paper-broker/account/account-store.ts', BROKER, {
    'the paper broker keeps no transactions': ['store.write([...appends, state])', 'store.write([state])'],
  }),
  ...mutantsOf('api/paper-broker/account/transaction-log.ts', BROKER, {
    'the paper broker answers before it has stored': ['saved: () => saving', 'saved: () => Promise.resolve()'],
  }),
  ...mutantsOf('api/paper-broker/http/rate-limit.ts', BROKER, {
    'the paper broker limits nothing': ['if (tokens < 1) return false', ''],
  }),
  ...mutantsOf('oanda/client/rate-limit.ts', ['test/oanda/client/client.test.ts'], {
    'a wait that the broker asked for is not kept': ['backOff.next(askedMs)', 'backOff.next()'],
    'other reads do not keep the wait': ['Math.max(0, untilMs - clock.monotonicMs())', '0'],
  }),
  ...mutantsOf('store/lease-keeper.ts', ['test/store/lease-keeper.test.ts'], {
    'a machine that slept still holds its lease': ['clock.nowMs() - renewedMs > ttlMs', 'ttlMs < 0'],
  }),
  ...mutantsOf('sinks/execution/execution-events.ts', ['test/sinks/execution/lost-stop.test.ts'], {
    'a stop that is rejected is no alarm': ["type === 'STOP_LOSS_ORDER_REJECT'", "type === 'STOP_LOSS'"],
    'a stop that is moved is an alarm': [
      "row === 'stop_set' && fold.raw['replacedByOrderID'] === undefined",
      "row === 'stop_set'",
    ],
  }),
  ...mutantsOf('oanda/wire/time.ts', ['test/oanda/wire/time.test.ts'], {
    'a leap second cannot be read': ["text.endsWith(':60')", "text.endsWith(':61')"],
  }),
]
