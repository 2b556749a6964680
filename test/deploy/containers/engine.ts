/** A Docker engine of our own: its data, its socket and its networks apart from any other on this machine. */
import { spawn } from 'node:child_process'
import { createWriteStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../../lib/make-folder.js'
import { type Finished, runProgram } from '../../support/run-program.js'
import { until } from '../../support/until.js'

export interface Engine {
  /** The environment of its clients. */
  readonly env: { readonly [name: string]: string }
  readonly stop: () => Promise<void>
}

/** Networks of the deployment; far from those of other engines. */
const POOL = 'base=10.213.0.0/16,size=24'
const NEEDED = ['dockerd', 'docker-compose', 'debootstrap']

/** `folder` keeps images between runs. */
export const startEngine = async (folder: string, path: string): Promise<Engine> => {
  for (const name of NEEDED)
    if (!['/usr/sbin', '/usr/bin'].some((bin) => existsSync(join(bin, name))))
      throw new Error(
        `${name} is missing: apt-get install -y --no-install-recommends docker.io debootstrap docker-compose`,
      )
  makeFolder(folder)
  const socket = join(folder, 'docker.sock')
  const args = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')]
  // An engine that a killed run left would answer in place of ours.
  await until('no engine of a run before', 60_000, async () => {
    const { code } = await runProgram('pkill', ['-F', join(folder, 'pid'), 'dockerd'], { cwd: folder, timeout: 10_000 })
    return code !== 0
  })
  const daemon = spawn(
    'dockerd',
    [
      ...args,
      '--pidfile',
      join(folder, 'pid'),
      '-H',
      `unix://${socket}`,
      '--bridge',
      'none',
      '--default-address-pool',
      POOL,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PATH: path } },
  )
  const log = createWriteStream(join(folder, 'dockerd.log'))
  daemon.stdout.pipe(log, { end: false })
  daemon.stderr.pipe(log, { end: false })
  const ended = new Promise<void>((resolve) => daemon.once('close', () => resolve()))
  const env = { DOCKER_HOST: `unix://${socket}` }
  const docker = (...args: readonly string[]) =>
    runProgram('docker', args, { cwd: folder, timeout: 60_000, env: { PATH: path, ...env } })
  await until('the engine answers', 60_000, async () => {
    if (daemon.exitCode !== null)
      throw new Error(`dockerd ended with ${daemon.exitCode}: see ${join(folder, 'dockerd.log')}`)
    return (await docker('info')).code === 0
  })
  await emptied(docker)
  return {
    env,
    stop: async () => {
      daemon.kill('SIGTERM')
      await ended
      log.end()
      // The engine leaves the mount of a network namespace behind, which must go before its folder does.
      const spaces = join(folder, 'exec', 'netns')
      for (const name of existsSync(spaces) ? readdirSync(spaces) : [])
        await runProgram('umount', ['-l', join(spaces, name)], { cwd: folder, timeout: 10_000 })
    },
  }
}

/** Removes what a run left that was killed itself. */
const emptied = async (docker: (...args: readonly string[]) => Promise<Finished>): Promise<void> => {
  for (const [list, remove] of [
    [
      ['ps', '-aq'],
      ['rm', '-f'],
    ],
    [
      ['volume', 'ls', '-q'],
      ['volume', 'rm', '-f'],
    ],
  ] as const) {
    const left = (await docker(...list)).out.split('\n').filter(Boolean)
    if (left.length > 0) await docker(...remove, ...left)
  }
  await docker('network', 'prune', '-f')
}
