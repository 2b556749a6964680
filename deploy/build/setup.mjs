// Sets a fresh clone up: checks the machine, installs, builds the kernel, the TypeScript and the web interface. Fast when nothing changed.
// Plain JavaScript, since nothing is installed yet.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prebuiltKernel } from './prebuilt-kernel.mjs'
import { runStep } from './run-step.mjs'
import { unsupported } from './supported.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const stop = (text) => {
  console.error(`sep: ${text}`)
  process.exit(1)
}
const step = async (what, command, args) => {
  if ((await runStep(what, command, args, { cwd: root })) !== 0) stop(`${what} failed (${command} ${args.join(' ')})`)
}

const problem = unsupported(process.platform, process.versions.node)
if (problem !== undefined) stop(problem)
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
  await step('installing packages', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, lock)
}
console.log('sep: building; the first time takes a minute')
await step('building the kernel', process.execPath, [join('deploy', 'build', 'build-native.mjs')])
await step('compiling the TypeScript', process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-b'])
await step('completing dist', process.execPath, [join('deploy', 'build', 'finish-dist.mjs')])
await step('building the guide', process.execPath, [join('dist', 'cli', 'guide', 'main.js')])
await step('building the web interface', process.execPath, [join('deploy', 'build', 'build-ui.mjs')])
