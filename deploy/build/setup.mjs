// Sets a fresh clone up: checks the machine, installs, builds the kernel and the TypeScript. Fast when nothing changed.
// Plain JavaScript, since nothing is installed yet.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prebuiltKernel } from './prebuilt-kernel.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const stop = (text) => {
  console.error(`sep: ${text}`)
  process.exit(1)
}
const run = (command, args, what) => {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (result.status !== 0) stop(`${what} failed (${command} ${args.join(' ')})`)
}

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  stop(`Node ${process.versions.node} is too old: SEP needs Node 20.19 or newer (https://nodejs.org)`)
}
try {
  prebuiltKernel(join(root, 'native-rs'))
} catch (error) {
  stop(error.message)
}

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')
const stamp = join(root, 'node_modules', '.sep-lock')
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.log('sep: installing packages')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'installing the packages')
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, lock)
}
console.log('sep: building')
run(process.execPath, [join('deploy', 'build', 'build-native.mjs')], 'building the kernel')
run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-b'], 'compiling the TypeScript')
run(process.execPath, [join('deploy', 'build', 'finish-dist.mjs')], 'completing dist')
