/** Lengths of functions, as oxlint counts them: every line from the first to the last. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'
import { findings, type Rule } from './rule.js'
import { PRODUCTION, type Tree } from './tree.js'

interface Diagnostic {
  readonly message: string
  readonly filename: string
  readonly labels: readonly { readonly span: { readonly offset: number } }[]
}

/** The name before the function: of the constant, property or method that holds it. Offsets count bytes. */
const nameAt = (text: string, offset: number): string => {
  const before = Buffer.from(text).subarray(0, offset).toString()
  const after = Buffer.from(text).subarray(offset).toString()
  return (
    /^(?:async\s+)?function\s*\*?\s*(\w+)/.exec(after)?.[1] ??
    /(\w+)(?:\s*:[^=;{}\n]*)?\s*[=:]\s*(?:async\s*)?$/.exec(before)?.[1] ??
    /(\w+)\s*$/.exec(before)?.[1] ??
    'a callback'
  )
}

export const functionLines: Rule = {
  name: 'function lines',
  law: 'A function has at most 70 lines; the describe blocks of test files are none.',
  measure: (tree: Tree, root) => {
    const home = packageRoot()
    const folders = [...PRODUCTION, 'test', 'examples'].filter((folder) => existsSync(join(root, folder)))
    const oxlint = join(home, 'node_modules/oxlint/bin/oxlint')
    const config = join(home, 'test/tidy/function-lines.oxlintrc.json')
    const run = spawnSync(
      process.execPath,
      [oxlint, '-c', config, '--ignore-pattern', '**/*.test.ts', '-f', 'json', ...folders],
      { cwd: root, encoding: 'utf8', timeout: 60_000, maxBuffer: 1e8 },
    )
    if (run.error || !run.stdout.includes('"diagnostics"')) throw run.error ?? new Error(run.stdout + run.stderr)
    const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: Diagnostic[] }
    const texts = new Map(tree.map(({ path, text }) => [path, text]))
    const counts = new Map<string, number>()
    for (const { message, filename, labels } of diagnostics) {
      const lines = Number(/too many lines \((\d+)\)/.exec(message)?.[1] ?? Number.NaN)
      const key = `${filename} ${nameAt(texts.get(filename) ?? '', labels[0]?.span.offset ?? 0)}`
      counts.set(key, Math.max(counts.get(key) ?? 0, lines))
    }
    return findings(counts)
  },
}
