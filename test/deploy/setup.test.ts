/** `npm start` and `npm test` on a machine that cannot, and while they build. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../lib/package-root.js'

const BUILD = join(packageRoot(), 'deploy', 'build')
const folder = mkdtempSync(join(tmpdir(), 'sep-setup-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a machine that cannot run SEP', () => {
  test.each<[string, string, string]>([
    [
      'Windows',
      "Object.defineProperty(process, 'platform', { value: 'win32' })",
      'Windows needs WSL: install it with `wsl --install`',
    ],
    [
      'an old Node',
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } })",
      'Node 20.18.3 is too old: SEP needs Node 20.19 or newer',
    ],
  ])('%s is refused with one sentence before anything is installed', (_case, pretend, sentence) => {
    const script = `${pretend}\nawait import(${JSON.stringify(join(BUILD, 'setup.mjs'))})`
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    })
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^sep: [^\n]+\n$/)
    expect(stderr).toContain(sentence)
  })
})

describe('a step', () => {
  const stepOf = (command: string, args: readonly string[]) =>
    `const { runStep } = await import(${JSON.stringify(join(BUILD, 'run-step.mjs'))})
     process.exitCode = await runStep('compiling', ${JSON.stringify(command)}, ${JSON.stringify(args)}, { cwd: '.', tickMs: 20 })`

  test('shows that it is at work, and passes on what it prints', async () => {
    const done = join(folder, 'done')
    const wait = `import { existsSync } from 'node:fs'
      const look = () => (existsSync(${JSON.stringify(done)}) ? console.log('built') : setTimeout(look, 20))
      look()`
    const step = stepOf(process.execPath, ['--input-type=module', '-e', wait])
    const child = spawn(process.execPath, ['--input-type=module', '-e', step], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString()
      if (/sep: compiling: \d+ s\n/.test(out)) writeFileSync(done, '')
    })
    await once(child, 'close')
    expect(child.exitCode).toBe(0)
    expect(out).toMatch(/^(sep: compiling: \d+ s\n)+(built\n)(sep: compiling: \d+ s\n)*$/)
  })

  test.each([
    [process.execPath, ['-e', 'process.exit(3)'], 3],
    ['no-such-program', [], 127],
  ] as const)('%s %j has its exit code', (command, args, code) => {
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', stepOf(command, args)]).status).toBe(code)
  })
})
