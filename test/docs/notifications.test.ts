/** docs/notifications.md: its file of channels can be used as it stands, and it names every key, kind and event. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readChannels } from '../../app/notify/channels-file.js'
import { packageRoot } from '../../lib/package-root.js'
import { notifyChannelSchema } from '../../sinks/notify/channel.js'
import { NOTICE_KINDS } from '../../sinks/notify/notice.js'

const page = readFileSync(join(packageRoot(), 'docs', 'notifications.md'), 'utf8')

test('its example is read, with a channel of each kind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sep-docs-'))
  const file = join(folder, 'channels.yaml')
  writeFileSync(file, /```yaml\n([^]*?)```/.exec(page)![1]!, { mode: 0o600 })
  const kinds = readChannels(file).map(({ kind }) => kind)
  rmSync(folder, { recursive: true })
  expect(kinds.toSorted()).toEqual(['discord', 'ntfy', 'slack', 'smtp', 'telegram', 'webhook'])
})

test('it names every key and event', () => {
  const keys = notifyChannelSchema.options.flatMap((option) => Object.keys(option.shape))
  for (const name of [...new Set(keys), ...NOTICE_KINDS.filter((kind) => kind !== 'test')])
    expect(page, name).toMatch(new RegExp(`\`${name}[\`:]`))
})
