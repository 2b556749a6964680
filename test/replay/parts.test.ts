/** The graph cut at edges of a real store: two and three processes give the same bytes as one, even if one is killed on the way. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../lib/package-root.js'
import { graph, series } from '../support/part-run.js'
import { runSep } from '../support/sep-run.js'
import { type TestServer, testServer } from '../support/store-server.js'

const PROCESS = join(packageRoot(), 'dist/test/replay/part-process.js')
const expected = runSep(series).digest.columns()

interface Ended {
  readonly signal: string | null
  readonly digests: ReadonlyMap<string, string>
}
const start = (socket: string, nodes: string, dieAfter = 'never'): Promise<Ended> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [PROCESS, socket, nodes, dieAfter], (error, stdout, stderr) => {
      if (error?.signal) resolve({ signal: error.signal, digests: new Map() })
      else if (error) reject(new Error(`${nodes}: ${stderr}`))
      else resolve({ signal: null, digests: new Map(JSON.parse(stdout) as [string, string][]) })
    })
  })

const differing = (parts: readonly Ended[], nodes: readonly string[]): readonly string[] => {
  const made = new Map(parts.flatMap(({ digests }) => [...digests]))
  return [...expected]
    .map(([name]) => name)
    .filter((name) => {
      const known = name === 'time' || nodes.includes(name.split('.')[0] as string)
      return known && made.get(name) !== expected.get(name)
    })
}

describe('processes', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server?.end())
  const fresh = () => server.ask('FLUSHALL')
  const all = graph.nodes.filter(({ role }) => role !== 'source').map(({ id }) => id)

  test.each([
    [['candle..allocate', 'broker..performance']],
    [['candle..guards', 'shadow..allocate', 'broker..performance']],
  ])('%j', async (parts) => {
    await fresh()
    const ended = await Promise.all(parts.map((nodes) => start(server.now().socket, nodes)))
    expect(differing(ended, all)).toEqual([])
  })

  test('a part that is killed and restarted loses no slice and repeats none', async () => {
    await fresh()
    const { socket } = server.now()
    const others = Promise.all([start(socket, 'candle..guards'), start(socket, 'broker..performance')])
    expect((await start(socket, 'shadow..allocate', '100')).signal).toBe('SIGKILL')
    const again = await start(socket, 'shadow..allocate')
    const ended = [again, ...(await others)]
    // Its snapshot covered at least sixty minutes; the digests of its readers cover what it computed again.
    expect(
      differing(
        ended,
        all.filter((id) => !['shadow', 'gates', 'allocate'].includes(id)),
      ),
    ).toEqual([])
  })
})
