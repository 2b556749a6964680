/** systemd takes the units, and the worker of the Kubernetes manifest is as confined as the containers are. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { addFetch } from '../../../cli/live/fetch.js'
import { addApi } from '../../../cli/live/api.js'
import { addLive } from '../../../cli/live/live.js'
import { addWs } from '../../../cli/live/ws.js'
import { addWorker } from '../../../cli/research/worker.js'
import { Command } from 'commander'
import { DEPLOY } from './compose-file.js'

const SYSTEMD = join(DEPLOY, 'systemd')
const units = readdirSync(SYSTEMD).filter((name) => name.endsWith('.service'))
const CONFINED = [
  ...['CapabilityBoundingSet=', 'NoNewPrivileges=yes', 'ProtectSystem=strict', 'ProtectHome=yes', 'PrivateTmp=yes'],
  ...['PrivateDevices=yes', 'ProtectKernelTunables=yes', 'RestrictSUIDSGID=yes', 'SystemCallFilter=@system-service'],
  ...['UMask=0077', 'LimitCORE=0', 'TasksMax=200', 'Restart=always', 'StartLimitIntervalSec=0', 'User=sep'],
]

/** Are these the name and the flags of a command that there is? */
const parses = (words: readonly string[]): boolean => {
  const program = new Command().exitOverride()
  for (const add of [addLive, addApi, addWs, addFetch, addWorker]) add(program)
  const [name = '', ...flags] = words
  const command = program.commands.find((one) => one.name() === name)
  const known = new Set(command?.options.map(({ long }) => long))
  return command !== undefined && flags.filter((flag) => flag.startsWith('--')).every((flag) => known.has(flag))
}

describe.each(units)('%s', (name) => {
  const text = readFileSync(join(SYSTEMD, name), 'utf8')
  const lines = text.split('\n')

  test('is confined, comes back, and runs a command that there is', () => {
    expect(lines).toEqual(expect.arrayContaining(CONFINED))
    const [, words = ''] = /^ExecStart=\/usr\/bin\/env sep (.*)$/m.exec(text) ?? []
    expect(parses(words.split(' '))).toBe(true)
  })

  test('holds no secret, and the token of the broker where it is needed alone', () => {
    expect(text.includes('oanda_token')).toBe(/^sep-(live|fetch)@/.test(name))
    expect(text).not.toMatch(/SEP_STORE_URL=|OANDA_TOKEN=/)
  })

  test('systemd has no complaint', () => {
    const { error, status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', join(SYSTEMD, name)], {
      encoding: 'utf8',
    })
    // Part of every Debian with systemd; a machine without it is no place for units either.
    if (error) return expect(error).toMatchObject({ code: 'ENOENT' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})

test('the Kubernetes worker: without root, read-only, without rights or an account of the cluster, secrets as files, watched', () => {
  const job = parse(readFileSync(join(DEPLOY, 'kubernetes', 'workers.yaml'), 'utf8'))
  expect([job.apiVersion, job.kind, job.spec.completionMode, job.spec.completions]).toEqual([
    ...['batch/v1', 'Job', 'Indexed', job.spec.parallelism],
  ])
  const { spec } = job.spec.template
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    restartPolicy: 'Never',
    securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: 'RuntimeDefault' } },
  })
  const [worker, ...others] = spec.containers
  expect(others).toEqual([])
  expect(worker).toMatchObject({
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    livenessProbe: { httpGet: { path: '/health' } },
    resources: { limits: { memory: '2Gi' } },
  })
  expect(worker.image).not.toMatch(/latest|^[^:@]+$/)
  expect(parses(worker.args)).toBe(true)
  expect(worker.env.filter(({ valueFrom }: { valueFrom?: object }) => valueFrom !== undefined)).toEqual([])
  const mounted = worker.volumeMounts.map(({ name }: { name: string }) => name)
  expect(mounted.sort()).toEqual(spec.volumes.map(({ name }: { name: string }) => name).sort())
})

test('deploy.sh is a script that bash can read, arms nothing, and waits for /health alone', () => {
  const path = join(DEPLOY, 'deploy.sh')
  expect(spawnSync('bash', ['-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  const code = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(#|say )/.test(line))
    .join('\n')
  expect(code).not.toMatch(/\barm\b|kill-switch|\/ready/)
  expect(spawnSync('bash', [path], { encoding: 'utf8' })).toMatchObject({
    status: 2,
    stdout: expect.stringContaining('deploy.sh up'),
  })
  const without = spawnSync('bash', [path, 'up'], {
    encoding: 'utf8',
    env: { ...process.env, SEP_ENV_FILE: '/nowhere/env' },
  })
  expect(without).toMatchObject({ status: 1, stderr: 'deploy.sh: /nowhere/env is missing: deploy.sh init makes it\n' })
})
