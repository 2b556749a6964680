/** What is done to the deployment, in order, and what must hold afterwards. */
import { WebSocket } from 'ws'
import { print } from '../../../lib/terminal/stdout.js'
import { until } from '../../support/until.js'
import { brokerBooks, doubled } from './broker-books.js'
import { ACCOUNT, type Deployment } from './deployment.js'
import { takePictures } from './pictures.js'
import { expectEqual, expectThat } from './expectations.js'
import type { Visitor } from './visitor.js'

export interface Scene {
  readonly deployment: Deployment
  readonly visitor: Visitor
  readonly token: string
  /** Where pictures go. */
  readonly out: string
}
export interface Step {
  readonly name: string
  readonly run: (scene: Scene) => Promise<string>
}

const DEFAULT = [
  'prometheus',
  'sep-api',
  'sep-backend',
  'sep-broker',
  'sep-candle-fetcher',
  'sep-frontend',
  'sep-valkey',
  'sep-websocket',
  'sep-ws-hydrator',
]

/** Waits until the interface has read the store. */
const killSwitchIsOn = async (visitor: Visitor): Promise<boolean> =>
  (await until('the kill switch is known', 60_000, () => visitor.json<{ on: boolean }>('/api/kill-switch'))).on

const firstStart: Step = {
  name: 'a first start is closed: the kill switch is ON, nobody without a token reads',
  run: async ({ deployment, visitor }) => {
    expectEqual(await deployment.services(), DEFAULT)
    expectThat(await killSwitchIsOn(visitor), 'the kill switch is ON')
    for (const path of ['/api/status', '/api/ledger/fills', '/openapi.json', '/docs'])
      expectEqual(
        [path, (await visitor.get(path, {})).status],
        [path, path.startsWith('/api') ? 401 : (await visitor.get(path)).status],
      )
    expectEqual((await visitor.get('/metrics')).status, 404)
    const page = await visitor.get('/', {})
    expectEqual(page.status, 200)
    const policy = String(page.headers['content-security-policy'])
    expectThat(policy.startsWith("default-src 'self'"), `the page has its policy: ${policy}`)
    expectEqual((await visitor.get('/login?code=wrong', {})).status, 401)
    return 'refused without a token; page, policy and TLS as they should be'
  },
}

const arm: Step = {
  name: 'armed, it trades',
  run: async ({ deployment, visitor }) => {
    const answer = await visitor.post('/api/kill-switch', { on: false })
    expectEqual(answer.status, 200)
    await deployment.deploy(['sep', 'arm'])
    await visitor.moreFills(4, 'after arming')
    return `${(await visitor.fills()).length} fills`
  },
}

const relay: Step = {
  name: 'the relay behind nginx: a snapshot, then news',
  run: async ({ deployment, token }) => {
    const socket = new WebSocket(`${deployment.url.replace('https', 'wss')}/ws`, {
      headers: { authorization: `Bearer ${token}` },
      ca: deployment.secret('tls_certificate'),
    })
    const seen = new Set<string>()
    socket.on('message', (data: Buffer) => seen.add((JSON.parse(data.toString('utf8')) as { op: string }).op))
    socket.on('error', (error) => seen.add(`error ${error.message}`))
    try {
      await until(
        'the socket is open',
        20_000,
        () => socket.readyState === WebSocket.OPEN,
        () => [...seen].join(),
      )
      socket.send(JSON.stringify({ op: 'subscribe', channels: ['market'] }))
      await until(
        'a snapshot and a message',
        60_000,
        () => seen.has('snapshot') && seen.has('message'),
        () => [...seen].join(),
      )
    } finally {
      socket.terminate()
    }
    return [...seen].join(', ')
  },
}

const pictures: Step = {
  name: 'the page in a browser',
  run: async ({ deployment, out }) => {
    const linkOf = async () => (await deployment.deploy(['link'], { prints: 'token' })).split('\n').at(-1) as string
    return (await takePictures(linkOf, out)).length + ' pictures'
  },
}

const alerts: Step = {
  name: 'prometheus scrapes every service and has read the rules',
  run: async ({ deployment }) => {
    const ask = async (path: string) => {
      const text = await deployment.docker(
        'exec',
        await deployment.container('prometheus'),
        'wget',
        '-q',
        '-O',
        '-',
        `http://127.0.0.1:9090/api/v1/${path}`,
      )
      return (JSON.parse(text) as { data: unknown }).data
    }
    interface Targets {
      readonly activeTargets: readonly {
        readonly health: string
        readonly lastError: string
        readonly scrapeUrl: string
      }[]
    }
    const bad = async () => ((await ask('targets')) as Targets).activeTargets.filter(({ health }) => health !== 'up')
    await until('all targets are up', 60_000, async () => (await bad()).length === 0)
    interface Rules {
      readonly groups: readonly { readonly rules: readonly { readonly name: string; readonly health: string }[] }[]
    }
    const rules = ((await ask('rules')) as Rules).groups.flatMap((group) => group.rules)
    expectThat(rules.length > 0, 'there are rules')
    await ask('alerts')
    return `${rules.length} rules`
  },
}

const killEach: Step = {
  name: 'each container is killed in turn, and trading goes on',
  run: async ({ deployment, visitor }) => {
    for (const service of DEFAULT) {
      await deployment.kill(service)
      await deployment.untilHealthy(service)
      await visitor.newSlice(`after ${service} was killed`)
      print(`   ${service}\n`)
    }
    await visitor.moreFills(2, 'after the kills')
    return DEFAULT.join(', ')
  },
}

const cutStore: Step = {
  name: 'the store is cut off, and comes back',
  run: async ({ deployment, visitor }) => {
    const ready = async () =>
      deployment
        .inside('sep-backend', "console.log(await (await fetch('http://127.0.0.1:8000/ready')).text())")
        .catch((error: unknown) => String(error))
    await deployment.network('disconnect', 'store', 'sep-valkey')
    await until('the pipeline shows that its store is away', 60_000, async () => /"store"/.test(await ready()))
    expectEqual((await visitor.get('/health', {})).status, 200)
    expectEqual((await visitor.get('/', {})).status, 200)
    await deployment.network('connect', 'store', 'sep-valkey')
    await deployment.untilHealthy('sep-backend')
    await visitor.moreFills(2, 'after the store came back')
    return 'shown on /ready, page and /health answer meanwhile'
  },
}

const upgrade: Step = {
  name: 'an upgrade: down, and up with another version and the same volumes',
  run: async ({ deployment, visitor }) => {
    const before = (await visitor.fills()).length
    const next = { SEP_VERSION: 'next' }
    await deployment.deploy(['build'], { env: next })
    await deployment.deploy(['down'])
    await deployment.deploy(['up'], { env: { ...next, SEP_WARMUP: '0' } })
    expectThat((await visitor.fills()).length >= before, 'the ledger is whole')
    expectThat(!(await killSwitchIsOn(visitor)), 'it is armed as before')
    await visitor.moreFills(2, 'after the upgrade')
    return `${before} fills before, ${(await visitor.fills()).length} now`
  },
}

const parts: Step = {
  name: 'the same store in parts: slicer, evaluator, allocator, trader',
  run: async ({ deployment, visitor }) => {
    deployment.set({ COMPOSE_PROFILES: 'paper,parts', SEP_BACKEND_NODES: 'candle..guards' })
    await deployment.deploy(['up'], { env: { SEP_VERSION: 'next', SEP_WARMUP: '0' } })
    expectEqual(
      await deployment.services(),
      [...DEFAULT, 'sep-allocator-lite', 'sep-rolling-evaluator', 'sep-trader'].sort(),
    )
    await visitor.moreFills(2, 'in parts')
    await deployment.kill('sep-rolling-evaluator')
    await deployment.kill('sep-trader')
    await visitor.moreFills(2, 'after two parts were killed')
    return `${(await visitor.fills()).length} fills`
  },
}

const books: Step = {
  name: 'no order doubled, the books agree, the journal replays to the same bytes',
  run: async ({ deployment, visitor }) => {
    const next = { env: { SEP_VERSION: 'next' } }
    await visitor.post('/api/kill-switch', { on: true })
    await deployment.deploy(['stop', 'sep-backend', 'sep-rolling-evaluator', 'sep-allocator-lite', 'sep-trader'], next)
    const broker = await brokerBooks(deployment)
    expectEqual(doubled(broker), [])
    const theirs = broker.filter(({ type }) => type === 'ORDER_FILL').map(({ id }) => id)
    const ours = (await visitor.fills()).map(({ id }) => id)
    // The broker may fill a stop after the pipeline has stopped; nothing that the pipeline saw is missing or more.
    const last = Math.max(...ours.map(Number))
    expectEqual([...ours].sort(), theirs.filter((id) => Number(id) <= last).sort())
    await deployment.deploy(['sep', 'store', 'check'], next)
    const text = await deployment.deploy(['sep', 'replay', '--journal', '..', '--json'], next)
    const replay = JSON.parse(text.slice(text.indexOf('{'))) as { readonly equal: number; readonly differing: number }
    expectEqual(replay.differing, 0)
    return `${ours.length} fills of ${ACCOUNT}, ${replay.equal} slices replayed`
  },
}

export const STEPS: readonly Step[] = [
  firstStart,
  arm,
  relay,
  pictures,
  alerts,
  killEach,
  cutStore,
  upgrade,
  parts,
  books,
]
