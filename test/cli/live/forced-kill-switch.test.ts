/** The environment may force the kill switch on at a start. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../lib/package-root.js'
import { switchKeys } from '../../../streams/control/switches.js'
import { eventually } from '../../support/store-server.js'
import { panicBench } from './panic-bench.js'

const PRACTICE = '101-001-1234567-001'
const bench = panicBench()

test('the environment forces the kill switch on at the start of a pipeline, before the broker answers', async () => {
  await bench.store().write([{ op: 'set', key: switchKeys(PRACTICE).kill, value: 'off' }])
  const token = join(mkdtempSync(join(tmpdir(), 'sep-token-')), 'token')
  writeFileSync(token, 'token-0123456789\n', { mode: 0o600 })
  const flags = ['--env', 'paper', '--account', PRACTICE, '--token-file', token, '--rest-url', 'http://127.0.0.1:9']
  const child = spawn(
    process.execPath,
    [join(packageRoot(), 'dist/cli/main.js'), 'live', ...flags, '--store', bench.socket(), '--port', '0'],
    { env: { ...process.env, KILL_SWITCH_FORCE_ENV: '1', KILL_SWITCH: 'on' }, stdio: 'ignore' },
  )
  const ended = once(child, 'close')
  try {
    await eventually(async () => (await bench.switches(PRACTICE))[0] === 'on')
  } finally {
    child.kill('SIGTERM')
  }
  expect(await ended).toEqual([0, null])
})
