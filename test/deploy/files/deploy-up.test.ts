/** After a restore the kill switch is turned ON with the store alone: `deploy.sh up sep-valkey` must start nothing that trades. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runProgram } from '../../support/run-program.js'
import { DEPLOY } from './compose-file.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sep-deploy-up-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const OWNERS = {
  ...{ oanda_token: 10_001, store_url: 10_001, store_users: 999, tls_certificate: 101, tls_key: 101 },
  ...{ prometheus_token: 65_534, grafana_password: 472 },
}
/** An engine that notes its calls and finds everything healthy, and files that belong to whom they should. */
const PROGRAMS = {
  docker: `echo "$*" >>"$CALLS"; case "$*" in *"ps -q") echo 1 ;; inspect*) echo "sep-valkey healthy" ;; esac`,
  stat: `case "$3" in ${Object.entries(OWNERS)
    .map(([name, owner]) => `*/${name}) echo "${owner} 400" ;;`)
    .join(' ')} esac`,
}

const started = async (...args: readonly string[]) => {
  const bin = join(folder, 'bin')
  const secrets = join(folder, 'secrets')
  const calls = join(folder, 'calls')
  const env = join(folder, 'env')
  for (const made of [bin, secrets]) mkdirSync(made)
  for (const [name, code] of Object.entries(PROGRAMS))
    writeFileSync(join(bin, name), `#!/bin/sh\n${code}\n`, { mode: 0o755 })
  for (const name of Object.keys(OWNERS)) writeFileSync(join(secrets, name), 'x')
  writeFileSync(env, `SEP_SECRETS=${secrets}\nSEP_VERSION=1\n`)
  const { code, err } = await runProgram(join(DEPLOY, 'deploy.sh'), ['up', ...args], {
    cwd: folder,
    timeout: 60_000,
    env: { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, SEP_ENV_FILE: env, CALLS: calls },
  })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return [...readFileSync(calls, 'utf8').matchAll(/ (up|run) (.*)/g)].map(([, verb, rest]) => `${verb} ${rest}`)
}

test('a named service starts alone', async () => {
  expect(await started('sep-valkey')).toEqual(['up -d --no-deps sep-valkey'])
})

test('without a name all start, the store first', async () => {
  const calls = await started()
  expect(calls[0]).toBe('up -d sep-valkey')
  expect(calls.at(-1)).toBe('up -d --remove-orphans')
})
