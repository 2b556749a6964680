/**
 * `npm run outputs -- FOLDER..`: hashes of all outputs, to prove that a change keeps behaviour.
 * They cover run folders, summaries, calibration and data facts of each folder, the graphs' topologies and the kinds' digests.
 * Sentences are left out. Compare the lines of two checkouts.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'

/** Fields that hold sentences, or a path of this machine. */
const SENTENCES = new Set(['doc', 'statements', 'warnings', 'says', 'notes', 'out'])
const SEP = join(packageRoot(), 'dist/cli/main.js')
const GRAPHS = ['sep', 'sma-flip']

const sep = (...args: readonly string[]): string => {
  const run = spawnSync(process.execPath, [SEP, ...args], { encoding: 'utf8', maxBuffer: 2 ** 30 })
  if (run.status !== 0) throw new Error(`sep ${args.join(' ')}: exit ${run.status}: ${run.stderr}`)
  return run.stdout
}

const hashOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

const withoutSentences = (json: string): string =>
  JSON.stringify(JSON.parse(json), (key, value: unknown) => (SENTENCES.has(key) ? undefined : value))

const print = (...words: readonly string[]): void => void process.stdout.write(`${words.join(' ')}\n`)

const printFolder = (data: string, out: string): void => {
  const name = basename(data)
  const summary = sep('backtest', '--data', data, '--out', out, '--verify', '--json')
  const { outputHash, allHash, graphHash, dataHash } = JSON.parse(summary) as { readonly [hash: string]: string }
  print(name, 'outputHash', outputHash ?? '-', 'allHash', allHash ?? '-')
  print(name, 'graphHash', graphHash ?? '-', 'dataHash', dataHash ?? '-')
  print(name, 'summary', hashOf(withoutSentences(summary)))
  for (const file of readdirSync(out).sort()) {
    if (file.endsWith('.html')) continue
    const bytes = readFileSync(join(out, file))
    print(name, file, hashOf(file.endsWith('.json') ? withoutSentences(bytes.toString()) : bytes))
  }
  print(name, 'sma-flip', hashOf(withoutSentences(sep('backtest', '--data', data, '--graph', 'sma-flip', '--json'))))
  print(name, 'calibrate', hashOf(withoutSentences(sep('calibrate', '--data', data, '--json'))))
  print(name, 'info', hashOf(withoutSentences(sep('data', 'info', data, '--json'))))
}

for (const graph of GRAPHS) print('topology', graph, hashOf(withoutSentences(sep('graph', '--graph', graph, '--json'))))
print('kinds', hashOf(readFileSync(join(packageRoot(), 'test/replay/kinds.json'))))
const folder = mkdtempSync(join(tmpdir(), 'sep-outputs-'))
try {
  for (const data of process.argv.slice(2)) printFolder(data, join(folder, basename(data)))
} finally {
  rmSync(folder, { recursive: true })
}
