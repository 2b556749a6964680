/** A token never leaves this checkout by git or by npm, wherever it lies. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/paths.js'
import { runProgram } from '../support/run-program.js'

const PATHS = ['token.txt', 'api/openapi/page/token.txt', 'native-rs/core/practice.token', 'dist/.env', '.env.practice']
const program = async (command: string, ...args: readonly string[]): Promise<string> => {
  const { code, out, err } = await runProgram(command, args, { cwd: ROOT, timeout: 60_000 })
  expect(code, err).toBe(0)
  return out
}

test('git ignores it and npm leaves it out', async () => {
  const own = PATHS.filter((path) => !existsSync(join(ROOT, path)))
  try {
    for (const path of own) writeFileSync(join(ROOT, path), 'a-token-that-must-not-leave')
    const [{ files }] = JSON.parse(await program('npm', 'pack', '--dry-run', '--json', '--ignore-scripts'))
    const packed = (files as readonly { readonly path: string }[]).map(({ path }) => path)
    expect(packed).toContain('dist/cli/main.js')
    expect(packed.filter((path) => PATHS.includes(path))).toEqual([])
    expect((await program('git', 'check-ignore', ...PATHS)).trim().split('\n')).toEqual(PATHS)
  } finally {
    for (const path of own) rmSync(join(ROOT, path))
  }
})
