/**
 * `npm run deploy:test`: the deployment with a real Docker engine, from the images to the upgrade. Needs root and Debian's docker.io,
 * debootstrap, docker-compose and chromium. Images and base images stay in .cache/deploy-test; pictures go to out/deploy.
 * --keep leaves everything running, and prints how to reach it.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../../lib/clock.js'
import { makeFolder } from '../../../lib/make-folder.js'
import { print } from '../../../lib/terminal/stdout.js'
import { ROOT } from '../../support/paths.js'
import { makeBaseImages } from './base-images.js'
import { type Deployment, deploymentOf } from './deployment.js'
import { startEngine } from './engine.js'
import { programs } from './programs.js'
import { type Scene, STEPS } from './steps.js'
import { visitorOf } from './visitor.js'

const PORT = 8133
const SPEED = 20
/** Where root's programs are, and Debian's docker before any other. */
const PATH = `/usr/sbin:/usr/bin:/sbin:/bin:${process.env['PATH'] ?? ''}`

const keep = process.argv.includes('--keep')
const work = join(ROOT, '.cache', 'deploy-test')
const run = join(work, 'run')

const timed = async <T>(name: string, act: () => Promise<T>, shown: (result: T) => string = () => ''): Promise<T> => {
  const startMs = systemClock.monotonicMs()
  print(`.. ${name}\n`)
  const result = await act()
  const seconds = ((systemClock.monotonicMs() - startMs) / 1000).toFixed(1)
  const text = shown(result)
  print(`ok ${name}: ${seconds} s${text === '' ? '' : ` (${text})`}\n`)
  return result
}

const tokenOf = async ({ deploy }: Deployment): Promise<string> => {
  const command = 'exec -T sep-api sep token new test --scope admin --token-file /var/lib/sep/tokens/tokens --json'
  const made = await deploy(command.split(' '), { prints: 'token' })
  return (JSON.parse(made) as { readonly secret: string }).secret
}

const test = async (deployment: Deployment): Promise<void> => {
  await timed('secrets', () => deployment.deploy(['init']))
  await timed('images', () => deployment.deploy(['build']))
  await timed('up: the store, its history, all services, healthy', () => deployment.deploy(['up']))
  const token = await tokenOf(deployment)
  const scene: Scene = { deployment, token, visitor: visitorOf(deployment, token), out: join(ROOT, 'out', 'deploy') }
  for (const step of STEPS) await timed(step.name, () => step.run(scene), String)
}

/** Rejects by a signal or an error that nothing else awaits: the engine must be stopped then, too. */
const interrupted = (): Promise<never> =>
  new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error(signal)))
    process.once('uncaughtException', reject)
  })

const main = async (): Promise<void> => {
  if (process.getuid?.() !== 0) throw new Error('needs root: it runs a Docker engine')
  const startMs = systemClock.monotonicMs()
  rmSync(run, { recursive: true, force: true })
  makeFolder(run)
  const engine = await timed('a Docker engine', () => startEngine(join(work, 'engine'), PATH))
  const base = { ...(process.env as Record<string, string>), PATH, ...engine.env }
  const tools = programs(base, ROOT)
  const deployment = deploymentOf({ folder: run, port: PORT, speed: SPEED, programs: tools })
  try {
    await timed(
      'base images',
      () => makeBaseImages(tools, work),
      (made) => made.join(', ') || 'kept',
    )
    await timed('the folder of the build', () =>
      tools.run(process.execPath, ['deploy/image/context.mjs', join(run, 'context'), '--no-build']),
    )
    await Promise.race([test(deployment), interrupted()])
    print(`deploy:test passed in ${((systemClock.monotonicMs() - startMs) / 1000).toFixed(0)} s\n`)
  } catch (error) {
    process.exitCode = 1
    print(`FAILED: ${(error as Error).message}\n`)
    const logs = await deployment.deploy(['logs', '--no-color', '--tail', '60']).catch(String)
    writeFileSync(join(run, 'logs.txt'), logs)
    print(`logs of the containers: ${join(run, 'logs.txt')}\n`)
  } finally {
    if (keep) print(`kept: DOCKER_HOST=${engine.env['DOCKER_HOST']}, ${deployment.url}\n`)
    else {
      await deployment
        .deploy(['down', '-v', '--remove-orphans'], { env: { COMPOSE_PROFILES: 'paper,parts' } })
        .catch(String)
      await engine.stop()
    }
  }
}

await main()
