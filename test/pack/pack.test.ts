/**
 * The package as others get it: packed and installed by npm into an empty folder, run there with a home of its own.
 * The only test that uses the package's name; what it needs of this checkout it gets from the tarball.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../support/paths.js'
import { type Finished, runProgram } from '../support/run-program.js'

const EXPORTS = ['graph', 'operators', 'sources', 'sinks', 'testing']
const INSTALL_MS = 90_000
const BUILD_MS = 300_000

let folder: string
let project: string
let installed: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sep-pack-'))
  project = join(folder, 'project')
  installed = join(project, 'node_modules', 'sep')
  for (const path of [project, join(folder, 'home')]) mkdirSync(path)
  await expectOk(npm(['pack', '--silent', '--pack-destination', folder], ROOT))
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball as string)]
  // A connection to the registry hangs now and then: one retry.
  const first = await npm(install, project, INSTALL_MS)
  if (first.code !== 0) await expectOk(npm(install, project, INSTALL_MS))
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true }))

/** npm with the user's configuration: the registry and its cache. */
const npm = (args: readonly string[], cwd: string, timeout = BUILD_MS) => runProgram('npm', args, { cwd, timeout })

/** In the project, with nothing of this machine but its programs: `PATH` and a fresh home. */
const run = (command: string, args: readonly string[], env: { readonly [name: string]: string } = {}) =>
  runProgram(command, args, {
    cwd: project,
    timeout: BUILD_MS,
    env: { PATH: process.env['PATH'] ?? '', HOME: join(folder, 'home'), npm_config_update_notifier: 'false', ...env },
  })
const sep = (args: readonly string[], env = {}) => run(join(project, 'node_modules', '.bin', 'sep'), args, env)
const expectOk = async (program: Promise<Finished>): Promise<string> => {
  const { code, out, err } = await program
  expect(code, err).toBe(0)
  return out
}

/** Files with their size and time of change. */
const filesBelow = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, stat: statSync(join(path, name)) }))
    .filter(({ stat }) => stat.isFile())
    .map(({ name, stat }) => `${name} ${stat.size} ${stat.mtimeMs}`)
    .sort()

describe('what is packed', () => {
  const names = () => readdirSync(installed, { recursive: true, encoding: 'utf8' })

  test('code, Rust sources with the library of this machine, tables, scripts of the store, the page: no test, no source map', () => {
    expect(readdirSync(installed).sort()).toEqual([
      ...['LICENSE', 'README.md', 'api', 'deploy', 'dist', 'native-rs', 'package.json', 'sources'],
    ])
    expect(readdirSync(join(installed, 'deploy', 'store')).sort()).toEqual(['backup.sh', 'restore.sh'])
    expect(readdirSync(join(installed, 'dist'))).not.toContain('test')
    expect(names().filter((name) => /\.(map|tsbuildinfo)$|(?<!\.d)\.ts$|\.test\./.test(name))).toEqual([])
    expect(names().filter((name) => name.endsWith('.node'))).toHaveLength(1)
    expect(
      names()
        .filter((name) => /^dist\/ui\/(index\.html|favicon\.svg|\.sources)$/.test(name))
        .sort(),
    ).toEqual(['dist/ui/favicon.svg', 'dist/ui/index.html'])
    expect(names()).toEqual(expect.arrayContaining(['native-rs/.cargo/config.toml', 'native-rs/Cargo.lock']))
  })

  test('folders and kinds of files, as listed here', () => {
    const files = names().filter((name) => statSync(join(installed, name)).isFile() && name.startsWith('dist/'))
    const kinds = new Set(files.map((name) => `${name.split('/')[1]} ${/(\.d)?\.\w+$/.exec(name)?.[0] ?? name}`))
    const code = ['graph', 'lib', 'model', 'native-rs', 'oanda', 'operators', 'sinks', 'sources', 'store', 'streams']
    expect([...kinds].sort()).toEqual(
      [
        ...['api', 'app', 'cli', 'deploy', 'studies'].map((folder) => `${folder} .js`),
        ...code.flatMap((folder) => [`${folder} .d.ts`, `${folder} .js`]),
        ...['.css', '.html', '.js', '.json', '.svg'].map((kind) => `guide ${kind}`),
        ...['.css', '.html', '.js', '.svg'].map((kind) => `ui ${kind}`),
      ].sort(),
    )
    expect(files.filter((name) => /^dist\/(deploy|cli)\/guide\//.test(name))).toEqual([])
    expect(files).toEqual(
      expect.arrayContaining(['dist/guide/index.html', 'dist/guide/runbook.html', 'dist/guide/search.json']),
    )
  })

  test('no file holds what looks like a secret', () => {
    const secret =
      /-----BEGIN [A-Z ]*PRIVATE KEY|\b[0-9a-f]{32}-[0-9a-f]{32}\b|\bsep_(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{30,}|\bAKIA[0-9A-Z]{16}\b/
    const texts = names().filter((name) => /\.(js|json|html|css|ts|rs|toml|md)$/.test(name))
    expect(texts.filter((name) => secret.test(readFileSync(join(installed, name), 'utf8')))).toEqual([])
    expect(secret.test(`token ${'0a'.repeat(16)}-${'0b'.repeat(16)}`)).toBe(true)
  })

  test('it is small: under 2 MB without the kernel', () => {
    const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
    const [kernel = ''] = readdirSync(join(installed, 'native-rs')).filter((name) => name.endsWith('.node'))
    const packed = gzipSync(readFileSync(join(installed, 'native-rs', kernel))).length
    expect(statSync(join(folder, tarball)).size - packed).toBeLessThan(2_000_000)
  })

  test('nothing that was compiled from a file which is gone', () => {
    // The page is built by Vite and the guide by itself: their files have names of their own.
    const compiled = names().filter((name) => /^dist\/(?!ui\/|guide\/).*\.js$/.test(name))
    expect(compiled.length).toBeGreaterThan(300)
    const source = (name: string) => join(ROOT, name.replace(/^dist\//, '').replace(/\.js$/, '.ts'))
    expect(compiled.filter((name) => !existsSync(source(name)))).toEqual([])
  })

  test('no script runs at an install, and no package of another platform is asked for', () => {
    const { scripts, optionalDependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([])
    expect(optionalDependencies).toBeUndefined()
  })
})

describe('the library', () => {
  test('its entries are the ones tried here', () => {
    const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    expect(Object.keys(exports)).toEqual([...EXPORTS.map((name) => `./${name}`), './package.json'])
  })

  test.each(EXPORTS)('sep/%s is imported by name', async (name) => {
    const script = `import('sep/${name}').then((all) => console.log(Object.keys(all).length > 0))`
    expect(await expectOk(run(process.execPath, ['--input-type=module', '-e', script]))).toBe('true\n')
  })

  test('its types are whole: a strict compiler takes them without those of Node', async () => {
    const lines = EXPORTS.map((name) => `import * as ${name} from 'sep/${name}'\nexport const of_${name} = ${name}\n`)
    writeFileSync(join(project, 'use.mts'), lines.join(''))
    const flags = ['--strict', '--noEmit', '--module', 'NodeNext', '--target', 'ES2023']
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
    expect(await expectOk(run(process.execPath, [tsc, ...flags, 'use.mts']))).toBe('')
  })
})

describe('the command', () => {
  beforeAll(async () => {
    await expectOk(sep(['data', 'synth', '--out', 'market', '--days', '10', '--pairs', 'EUR_USD,GBP_USD']))
  })

  test('npx --no sep, as the guide writes it', async () => {
    expect(await expectOk(run('npx', ['--no', 'sep', 'help']))).toContain('Usage: sep [options] [command]')
  })

  test('a backtest gives the hashes of this checkout, and writes its cache to the home', async () => {
    const before = filesBelow(installed)
    const hashes = async (program: Promise<Finished>) => {
      const { outputHash, allHash, graphHash, dataHash, trades } = JSON.parse(await expectOk(program))
      return { outputHash, allHash, graphHash, dataHash, traded: trades > 100 }
    }
    const backtest = ['backtest', '--data', 'market', '--verify', '--json']
    const there = await hashes(sep([...backtest, '--out', 'run']))
    const here = await hashes(run(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...backtest]))
    expect(there).toEqual(here)
    expect(there.traded).toBe(true)
    expect(readdirSync(join(project, 'run'))).toContain('report.html')
    expect(readdirSync(join(folder, 'home', '.cache', 'sep'))).toHaveLength(2)
    expect(filesBelow(installed)).toEqual(before)
  })

  test('a strategy of the user, in a file that imports the package by name, trades and has its file in the run', async () => {
    copyFileSync(join(ROOT, 'examples', 'rsi.mjs'), join(project, 'rsi.mjs'))
    const backtest = ['backtest', '--data', 'market', '--graph', 'rsi.mjs', '--out', 'rsi-run', '--json']
    const { graph, trades } = JSON.parse(await expectOk(sep(backtest)))
    expect({ graph, traded: trades > 10 }).toEqual({ graph: 'rsi', traded: true })
    const { graphFile } = JSON.parse(readFileSync(join(project, 'rsi-run', 'run.json'), 'utf8'))
    expect(graphFile).toEqual({ path: 'rsi.mjs', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })
})

describe('a package without a library for this machine', () => {
  let library: string
  let elsewhere: string
  beforeAll(() => {
    const [name] = readdirSync(join(installed, 'native-rs')).filter((file) => file.endsWith('.node'))
    library = join(installed, 'native-rs', name as string)
    elsewhere = join(folder, 'prebuilt.node')
    renameSync(library, elsewhere)
  })

  test('the error names the remedy', async () => {
    expect(await expectOk(sep(['--help']))).toContain('Usage: sep')
    const { code, out, err } = await sep(['backtest', '--data', 'market'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe(
      `sep: the native kernel ${library} is missing: run \`sep setup\` (it needs cargo 1.88 or newer), ` +
        'or name a prebuilt library with NAPI_RS_NATIVE_LIBRARY_PATH\n',
    )
  })

  test('takes one that the environment names, and only that: no cargo is needed', async () => {
    // A PATH with node alone.
    const prebuilt = { NAPI_RS_NATIVE_LIBRARY_PATH: elsewhere, PATH: dirname(process.execPath) }
    const { trades } = JSON.parse(await expectOk(sep(['backtest', '--data', 'market', '--json'], prebuilt)))
    expect(trades).toBeGreaterThan(100)
    expect(await expectOk(sep(['--version'], prebuilt))).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(await expectOk(sep(['setup'], prebuilt))).toContain(`already built: ${elsewhere}`)
    const wrong = await sep(['setup'], { NAPI_RS_NATIVE_LIBRARY_PATH: join(project, 'package.json') })
    expect(wrong.code).toBe(1)
    expect(wrong.err).toContain('cannot be loaded')
  })

  test('setup without cargo names where to get it', async () => {
    const main = join(installed, 'dist', 'cli', 'main.js')
    const { code, err } = await run(process.execPath, [main, 'setup'], { PATH: '' })
    expect(code).toBe(1)
    expect(err).toContain('cargo is missing')
    expect(err).toContain('https://rustup.rs')
  })

  test(
    'setup builds it from the packed sources, once, and compiles outside the package',
    async () => {
      const cargo = {
        CARGO_HOME: process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'),
        RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'),
      }
      expect(await expectOk(sep(['setup'], cargo))).toContain(`built ${library}`)
      expect(await expectOk(sep(['setup'], cargo))).toBe(`sep: the kernel is already built: ${library}\n`)
      expect(readdirSync(dirname(library)).sort()).toEqual([
        ...['.cargo', 'Cargo.lock', 'Cargo.toml', 'binding', 'core', basename(library)],
      ])
      await expectOk(sep(['doctor']))
    },
    BUILD_MS,
  )
})
