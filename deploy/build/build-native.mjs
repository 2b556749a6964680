// Builds the Rust kernel into native-rs/sep-kernel.node; does nothing when its sources are unchanged. Plain JavaScript: it runs before anything is compiled.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const native = join(root, 'native-rs')
const output = join(native, 'sep-kernel.node')
const stamp = join(native, 'target', 'sources.sha256')

const sources = (folder) =>
  readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name)
      if (name === 'target' || name.endsWith('.node')) return []
      if (statSync(path).isDirectory()) return sources(path)
      return /\.(rs|toml|lock)$/.test(name) ? [path] : []
    })
const hash = createHash('sha256')
for (const path of sources(native)) hash.update(path.slice(root.length)).update(readFileSync(path))
const digest = hash.update(`${process.platform} ${process.arch}`).digest('hex')

if (!existsSync(output) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
  console.log('sep: building the kernel (Rust)')
  const built = spawnSync('cargo', ['build', '--release', '--locked', '-p', 'sep-kernel'], {
    cwd: native,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  if (built.status !== 0) {
    console.error(
      `${built.stderr ?? ''}\nsep: the kernel could not be built; cargo 1.88 or newer is needed (https://rustup.rs)`,
    )
    process.exit(1)
  }
  const library = { darwin: 'libsep_kernel.dylib', win32: 'sep_kernel.dll' }[process.platform] ?? 'libsep_kernel.so'
  // Running processes have the old library mapped: written into it, they would crash. A new file under its name leaves them theirs.
  const fresh = join(native, `.sep-kernel.${process.pid}.tmp`)
  copyFileSync(join(native, 'target', 'release', library), fresh)
  renameSync(fresh, output)
  writeFileSync(stamp, digest)
}
