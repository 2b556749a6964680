/** The deployment as an operator handles it: deploy.sh, a file of settings, a folder of secrets; and docker to do harm with. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../support/paths.js'
import { until } from '../../support/until.js'
import type { Programs, RunOptions } from './programs.js'

export const ACCOUNT = '101-001-1000001-001'
const PROJECT = 'septest'
const EAGER = ['GUARD_MIN_COHERENCE=0', 'GUARD_MAX_ENTROPY=1', 'AUTO_THR_BPS=0.5', 'AUTO_MIN_COHERENCE_DELTA=-1']

export interface Deployment {
  /** deploy.sh with these arguments; standard output. */
  readonly deploy: (args: readonly string[], options?: RunOptions) => Promise<string>
  readonly docker: (...args: readonly string[]) => Promise<string>
  /** Id of the container of a service. */
  readonly container: (service: string) => Promise<string>
  /** Names of the services that run, sorted. */
  readonly services: () => Promise<readonly string[]>
  readonly health: (service: string) => Promise<string>
  /** Ends its first process as a crash would; Docker must start it again. */
  readonly kill: (service: string) => Promise<void>
  readonly untilHealthy: (service: string) => Promise<void>
  /** Runs JavaScript inside the container of a service. */
  readonly inside: (service: string, script: string) => Promise<string>
  readonly network: (action: 'connect' | 'disconnect', network: string, service: string) => Promise<void>
  readonly set: (values: { readonly [name: string]: string }) => void
  readonly secret: (name: string) => string
  readonly url: string
}

export interface DeploymentInputs {
  readonly folder: string
  readonly port: number
  readonly speed: number
  readonly programs: Programs
}

export const deploymentOf = ({ folder, port, speed, programs: { run } }: DeploymentInputs): Deployment => {
  const url = `https://localhost:${port}`
  const settings = join(folder, 'env')
  const secrets = join(folder, 'secrets')
  const set = (values: { readonly [name: string]: string }) =>
    writeFileSync(settings, withValues(readFileSync(settings, 'utf8'), values))
  writeFileSync(settings, `${readFileSync(join(ROOT, 'deploy', '.env.hotband.example'), 'utf8')}${EAGER.join('\n')}\n`)
  set({
    HOTBAND_PAIRS: 'EUR_USD,GBP_USD,USD_JPY',
    SEP_SPEED: String(speed),
    SEP_HTTPS_PORT: String(port),
    SEP_ORIGIN: url,
    SEP_SECRETS: secrets,
  })
  const own = {
    SEP_ENV_FILE: settings,
    SEP_PROJECT: PROJECT,
    SEP_CONTEXT: join(folder, 'context'),
    SEP_BUILD_FLAGS: '--network none --build-arg NPM_FLAGS=--offline',
    SEP_WARMUP_FLAGS: '--fetch-days 3 --days 1',
  }
  return {
    ...containersOf(run),
    deploy: (args, { env = {}, ...options } = {}) =>
      run(join(ROOT, 'deploy', 'deploy.sh'), args, { timeout: 400_000, ...options, env: { ...own, ...env } }),
    set,
    secret: (name) => readFileSync(join(secrets, name), 'utf8').trim(),
    url,
  }
}

/** What is done to containers past deploy.sh. */
const containersOf = (run: Programs['run']): Omit<Deployment, 'deploy' | 'set' | 'secret' | 'url'> => {
  const docker = (...args: readonly string[]) => run('docker', args)
  const listed = (labels: readonly string[], ...flags: readonly string[]) =>
    docker('ps', ...flags, ...labels.flatMap((label) => ['--filter', `label=com.docker.compose.${label}`]))
  const container = (service: string) => listed([`project=${PROJECT}`, `service=${service}`, 'oneoff=False'], '-aq')
  const inspect = async (service: string, format: string) =>
    docker('inspect', '--format', format, await container(service))
  const health = (service: string) =>
    inspect(service, '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}')
  const untilHealthy = async (service: string) => {
    await until(`${service} is healthy`, 90_000, async () => (await health(service)) === 'running healthy')
  }
  return {
    docker,
    container,
    services: async () =>
      (await listed([`project=${PROJECT}`], '--format', '{{.Label "com.docker.compose.service"}}')).split('\n').sort(),
    health,
    untilHealthy,
    kill: async (service) => {
      const before = await inspect(service, '{{.State.Pid}}')
      await run('kill', ['-9', before])
      // `docker kill` would count as stopped by hand.
      await until(`${service} is started again`, 60_000, async () => {
        const now = await inspect(service, '{{.State.Status}} {{.State.Pid}}')
        return now.startsWith('running ') && now !== `running ${before}`
      })
    },
    inside: async (service, script) =>
      docker('exec', await container(service), 'node', '--input-type=module', '-e', script),
    network: async (action, network, service) => {
      const alias = action === 'connect' ? ['--alias', service] : []
      await docker('network', action, ...alias, `${PROJECT}_${network}`, await container(service))
    },
  }
}

const withValues = (text: string, values: { readonly [name: string]: string }): string =>
  Object.entries(values).reduce((all, [name, value]) => {
    const line = new RegExp(`^${name}=.*$`, 'm')
    return line.test(all) ? all.replace(line, `${name}=${value}`) : `${all}${name}=${value}\n`
  }, text)
