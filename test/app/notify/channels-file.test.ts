/** The operator's file of channels: what it may hold, and that no refusal shows a secret. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readChannels } from '../../../app/notify/channels-file.js'

describe('the file of channels', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sep-channels-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (text: string, mode = 0o600): string => {
    const path = join(folder, 'channels.yaml')
    writeFileSync(path, text)
    chmodSync(path, mode)
    return path
  }
  const faultOf = (text: string, mode?: number): string => {
    const path = file(text, mode)
    try {
      readChannels(path)
    } catch (error) {
      return `${(error as { code: string }).code} ${(error as Error).message.replace(path, 'FILE')}`
    }
    return 'none'
  }

  test('channels of every kind, with their defaults', () => {
    const channels = readChannels(
      file(`channels:
  - {name: desk, kind: slack, url: https://hooks.slack.com/services/T/B/x}
  - {name: chat, kind: discord, url: https://discord.com/api/webhooks/1/x, events: [fills, exits]}
  - {name: phone, kind: telegram, token: '1:x', chatId: '@sep_alarms', severity: critical}
  - {name: push, kind: ntfy, url: 'http://ntfy:80', plainHttp: true, topic: sep}
  - {name: own, kind: webhook, url: 'http://127.0.0.1:9000/sep', remindMinutes: 0, perMinute: 60}
  - {name: mail, kind: smtp, host: mail.example.com, user: sep, password: x, from: sep@example.com, to: ops@example.com}
`),
    )
    expect(channels).toMatchObject([
      { name: 'desk', severity: 'warning', perMinute: 10, remindMinutes: 30 },
      { events: ['fills', 'exits'] },
      { url: 'https://api.telegram.org', chatId: '@sep_alarms' },
      { topic: 'sep' },
      { remindMinutes: 0 },
      { security: 'starttls', to: ['ops@example.com'] },
    ])
    expect(channels[0]!.events).toEqual(['alarms', 'kill_switch', 'lease', 'mode', 'summary'])
  })

  const slack = (rest: string) => `channels:\n  - {name: desk, kind: slack, ${rest}}\n`
  test.each([
    [
      'others may read it',
      slack('url: https://x.example/hidden'),
      0o640,
      'bad-config FILE: mode 640 lets others read it',
    ],
    ['no channel', 'channels: []', 0o600, 'bad-config FILE: channels: Too small'],
    ['no YAML', 'channels:\n  - hidden: [', 0o600, 'bad-config FILE:2: is no YAML'],
    [
      'an unknown service',
      'channels: [{name: a, kind: pager}]',
      0o600,
      "bad-config FILE: channels.0.kind: Invalid discriminator value. Expected 'slack' | 'discord'",
    ],
    [
      'a misspelt key',
      slack('url: https://x.example/, sevrity: info'),
      0o600,
      'bad-config FILE: channels.0: there is no key sevrity',
    ],
    [
      'http to another machine',
      slack('url: http://x.example/hidden'),
      0o600,
      'bad-config FILE: channels.0.url: an https address',
    ],
    ['no address', slack('url: hidden'), 0o600, 'bad-config FILE: channels.0.url: an https address'],
    [
      'an unknown event',
      slack('url: https://x.example/, events: [everything]'),
      0o600,
      'bad-config FILE: channels.0.events.0: Invalid option',
    ],
    [
      'a name twice',
      `${slack('url: https://x.example/hidden')}  - {name: desk, kind: discord, url: https://x.example/hidden}\n`,
      0o600,
      'bad-config FILE: two channels have the name desk',
    ],
    [
      'mail in clear text to another machine',
      'channels: [{name: m, kind: smtp, host: mail.example.com, security: none, from: a@b.c, to: a@b.c}]',
      0o600,
      'bad-config FILE: channels.0.security: none only for a mail server on this machine',
    ],
    [
      'half of a login',
      'channels: [{name: m, kind: smtp, host: mail.example.com, password: hidden, from: a@b.c, to: a@b.c}]',
      0o600,
      'bad-config FILE: channels.0.password: user and password go together',
    ],
  ])('%s', (_, text, mode, expected) => {
    const fault = faultOf(text, mode)
    expect(fault).toContain(expected)
    expect(fault).not.toContain('hidden')
    expect(fault.split('\n')).toHaveLength(1)
  })

  test('no file', () => {
    const file = join(folder, 'none.yaml')
    expect(() => readChannels(file)).toThrow(
      expect.objectContaining({ code: 'bad-config', message: `${file}: ENOENT: cannot be read` }),
    )
  })
})
