/** What the napi command line makes of the Rust sources: the types that are checked in, exports that cannot abort the process. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../support/paths.js'
import { runProgram } from '../support/run-program.js'

const NATIVE = join(ROOT, 'native-rs')
const BUILD_MS = 300_000
const libraryIn = (folder: string): string =>
  join(folder, readdirSync(folder).find((name) => name.endsWith('.node')) as string)
const napi = (cwd: string, ...args: string[]) =>
  runProgram(process.execPath, [join(ROOT, 'node_modules/@napi-rs/cli/dist/cli.js'), ...args], {
    cwd,
    timeout: BUILD_MS,
  })

describe('the kernel, built with one more export, which panics', () => {
  let folder: string
  beforeAll(async () => {
    // napi writes inside the project only. The dependencies in target/ are shared with the real build, so this compiles one crate.
    mkdirSync(join(NATIVE, 'target'), { recursive: true })
    folder = mkdtempSync(join(NATIVE, 'target', 'test-'))
    // With the flags of the real build: with others it would compile everything.
    const flags = (await import(join(ROOT, 'deploy/build/without-paths.mjs'))) as { WITHOUT_PATHS: readonly string[] }
    const built = await napi(
      NATIVE,
      ...['build', '--release', '--platform', '--no-js', '--dts', 'index.d.ts', '--features', 'test-panic'],
      ...['--manifest-path', 'binding/Cargo.toml', '--package-json-path', '../package.json'],
      ...['--output-dir', folder, '--', '--locked', ...flags.WITHOUT_PATHS],
    )
    expect(built.code, built.err).toBe(0)
  }, BUILD_MS)
  afterAll(() => rmSync(folder, { recursive: true }))

  test('the types that are checked in are those that the sources generate', () => {
    const generated = readFileSync(join(folder, 'index.d.ts'), 'utf8')
    expect(readFileSync(join(NATIVE, 'binding/index.d.ts'), 'utf8')).toBe(generated)
  })

  test('the library names no folder of the machine that built it', () => {
    const text = readFileSync(libraryIn(folder), 'latin1')
    expect(text).toContain('/cargo/registry/')
    for (const place of [homedir(), ROOT, '.cargo/']) expect(text).not.toContain(place)
  })

  test('a panic is an exception, prints nothing and leaves the kernel usable', async () => {
    const library = libraryIn(folder)
    const script = `
      const kernel = require(process.argv[1])
      try { kernel.testPanic() } catch (error) { console.log(error.message) }
      console.log(String(kernel.windows(new Uint8Array(128)).length))`
    const ran = await runProgram(process.execPath, ['-e', script, library], { cwd: folder, timeout: BUILD_MS })
    expect(ran).toEqual({ code: 0, out: 'a planted panic\n1\n', err: '' })
  })
})

test('the packages of the platforms are those that package.json asks for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sep-npm-dirs-'))
  try {
    copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
    const made = await napi(folder, 'create-npm-dirs', '--npm-dir', 'npm')
    expect(made.code, made.err).toBe(0)
    expect(textsBelow(join(NATIVE, 'npm'))).toEqual(textsBelow(join(folder, 'npm')))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** Libraries that `napi artifacts` put there are left out. */
const textsBelow = (folder: string): { readonly [file: string]: string } =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(json|md)$/.test(name))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
