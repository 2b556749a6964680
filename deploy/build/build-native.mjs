// Builds the Rust kernel with the napi command line into native-rs/sep-kernel.<platform>.node, and checks native-rs/binding/index.d.ts,
// the types that it generates. Does nothing when the sources are unchanged. Plain JavaScript: it runs before anything is compiled.
// --write-types: a changed index.d.ts is written, to be committed; without it, a difference fails the build.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prebuiltKernel } from './prebuilt-kernel.mjs'
import { WITHOUT_PATHS } from './without-paths.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const native = join(root, 'native-rs')
const types = join(native, 'binding', 'index.d.ts')
const stamp = join(native, 'target', 'sources.sha256')
const writeTypes = process.argv.includes('--write-types')

const sources = (folder) =>
  readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name)
      if (name === 'target' || name === 'npm') return []
      if (statSync(path).isDirectory()) return sources(path)
      return /\.(rs|toml|lock|d\.ts)$/.test(name) ? [path] : []
    })

const digestOfSources = () => {
  const hash = createHash('sha256')
  for (const path of sources(native)) hash.update(path.slice(root.length)).update(readFileSync(path))
  return hash.update(`${process.platform} ${process.arch} without paths`).digest('hex')
}

/** The stamp names the library that it belongs to. */
const isBuilt = () => {
  if (!existsSync(stamp)) return false
  const [digest, library] = readFileSync(stamp, 'utf8').split(' ')
  return library !== undefined && existsSync(join(native, library)) && digest === digestOfSources()
}

/** Compiles into `folder`: the library, named for this platform, and its types. */
const compile = (folder) => {
  const cli = join(root, 'node_modules', '@napi-rs', 'cli', 'dist', 'cli.js')
  const built = spawnSync(
    process.execPath,
    [
      ...[cli, 'build', '--release', '--platform', '--no-js', '--dts', 'index.d.ts'],
      ...['--manifest-path', join('binding', 'Cargo.toml'), '--package-json-path', join('..', 'package.json')],
      ...['--output-dir', folder, '--', '--locked', ...WITHOUT_PATHS],
    ],
    { cwd: native, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' },
  )
  if (built.status === 0) return
  const output = `${built.stdout ?? ''}${built.stderr ?? ''}${built.error ?? ''}`
  throw new Error(`${output}\nthe kernel could not be built; cargo 1.88 or newer is needed (https://rustup.rs)`)
}

const checkTypes = (generated) => {
  if (existsSync(types) && readFileSync(types, 'utf8') === readFileSync(generated, 'utf8')) return
  if (!writeTypes)
    throw new Error('native-rs/binding/index.d.ts is not what the Rust sources generate: run npm run build:native')
  renameSync(generated, types)
  console.log('sep: native-rs/binding/index.d.ts has changed: commit it')
}

const build = () => {
  console.log('sep: building the kernel (Rust)')
  // On the same file system as the result, so that it can be renamed into place.
  const folder = join(native, 'target', `build-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  try {
    compile(folder)
    const library = readdirSync(folder).find((name) => name.endsWith('.node'))
    checkTypes(join(folder, 'index.d.ts'))
    // A running process has the old file mapped and would crash if it were overwritten; a rename leaves it the old one.
    renameSync(join(folder, library), join(native, library))
    writeFileSync(stamp, `${digestOfSources()} ${library}`)
    console.log(`sep: built native-rs/${library}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

try {
  const prebuilt = prebuiltKernel(native)
  if (prebuilt !== undefined) console.log(`sep: using the kernel ${prebuilt}`)
  else if (isBuilt()) console.log('sep: the kernel is already built')
  else build()
} catch (error) {
  console.error(`sep: ${error.message}`)
  process.exitCode = 1
}
