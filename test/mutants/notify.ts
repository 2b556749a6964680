/** Bugs of notifications. */
import { mutantsOf } from './mutant.js'

const CORE = [
  'test/app/notify/due-notices.test.ts',
  'test/app/notify/notifier.test.ts',
  'test/app/notify/channel.test.ts',
]

export const NOTIFY_MUTANTS = [
  ...mutantsOf('app/notify/due-notices.ts', CORE, {
    'an acknowledged alarm is sent again': [
      'if (!alarm || alarm.acknowledgedBy !== null) return false',
      'if (!alarm) return false',
    ],
    'a channel carries the alarm that it is dead': [
      "if (alarm.code === 'notify' && alarm.text.startsWith(channelText(name))) return false",
      '',
    ],
    'the severity of a channel counts for nothing': [
      'NOTICE_SEVERITIES.indexOf(alarm.severity) >= NOTICE_SEVERITIES.indexOf(severity)',
      'true',
    ],
    'a reminder comes once only': ['times: times + (counts ? 1 : 0)', 'times: 1'],
    'a new channel sends alarms that are long over': ['(alarm.endMs === null || alarm.startMs >= startedMs)', 'true'],
  }),
  ...mutantsOf('app/notify/channel-run.ts', CORE, {
    'the rate is not counted': ['        rate.used()\n', ''],
    'no message is kept for what is critical': ['const reserved = perMinute > 1 ? 1 : 0', 'const reserved = 0'],
    'a service that asks to wait is asked at once': ['delivery.afterMs)', '0)'],
    'a message is noted before it is delivered': [
      'const delivery = await send(',
      'await onSent(batch.length)\n        const delivery = await send(',
    ],
    'a dead channel is no alarm': ['if (isDead && !state.isDead) onDead(why)', ''],
  }),
  ...mutantsOf('app/notify/notifier.ts', CORE, {
    'a standby sends, too': ['    if (isStandby()) {', '    if (false) {'],
    'the end of a process sends nothing more': ['  await sending\n', ''],
    'a slow channel holds up the others': [
      'while (await pause(clock, LOOK_MS, signal)) await look(signal)',
      'while (await pause(clock, LOOK_MS, signal)) await (await look(signal)).sending',
    ],
  }),
  ...mutantsOf('app/notify/unkept-alarms.ts', CORE, {
    'that the store is away is not sent': ['kept === null ? Number.POSITIVE_INFINITY : ', ''],
    'what the store had before an outage is sent again': ['&& !everKept.has(nameOf(alarm))', ''],
  }),
  ...mutantsOf('app/live/status/keep-alarms.ts', CORE, {
    'the last alarm of a process is not written': [
      '  await attempt(look)\n  await attempt(() => endAll',
      '  await attempt(() => endAll',
    ],
  }),
  ...mutantsOf('app/notify/summary/day-summary.ts', ['test/app/notify/day-summary.test.ts'], {
    'a Monday has no base': ['const startMs = rollOf(lastDay(day - 1))', 'const startMs = rollOf(day - 1)'],
    'Friday ends on Sunday': ['Math.max(newest.tsMs, clockMs)', 'newest.tsMs'],
  }),
  ...mutantsOf('app/notify/channels-file.ts', ['test/app/notify/channels-file.test.ts'], {
    'others may read the file': ['if ((mode & OTHERS) !== 0)', 'if (false)'],
  }),
  ...mutantsOf('sinks/notify/send-web.ts', ['test/sinks/notify'], {
    'an answer shows the address': [
      "scrubbed(text.replace(/\\s+/g, ' ').trim(), secrets)",
      "text.replace(/\\s+/g, ' ').trim()",
    ],
    'a redirect is followed': ["redirect: 'manual'", "redirect: 'follow'"],
  }),
]
