// Checks the types of the web interface and builds it into dist/ui. Does nothing when the sources are unchanged.
// Plain JavaScript, as the rest of the setup.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const target = join(root, 'dist', 'ui')
const STAMP = '.sources'
/** Ten minutes. */
const [LOOKS, LOOK_MS] = [6000, 100]

const filesOf = (path) => {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)))
}

const digestOfSources = () => {
  const hash = createHash('sha256')
  for (const part of ['ui', join('api', 'contract'), 'package-lock.json', join('deploy', 'build', 'build-ui.mjs')])
    for (const path of filesOf(join(root, part))) hash.update(path.slice(root.length)).update(readFileSync(path))
  return hash.digest('hex')
}

const run = (what, script, args) => {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    encoding: 'utf8',
    // Of the production build, whatever runs it: a test runner sets it to `test`.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) throw new Error(`${stdout ?? ''}${stderr ?? ''}${error ?? ''}\n${what} failed`)
}

const build = (digest) => {
  console.log('sep: building the web interface')
  run('the type check of ui', join('typescript', 'bin', 'tsc'), ['-p', 'ui'])
  // In place by renames, so that a server that runs never has half of it.
  const fresh = join(root, 'dist', `.ui-${process.pid}`)
  const old = `${fresh}-old`
  mkdirSync(fresh, { recursive: true })
  try {
    run('the build of ui', join('vite', 'bin', 'vite.js'), [
      'build',
      'ui',
      '--outDir',
      fresh,
      '--emptyOutDir',
      '--logLevel=warn',
    ])
    writeFileSync(join(fresh, STAMP), digest)
    if (existsSync(target)) renameSync(target, old)
    renameSync(fresh, target)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
    rmSync(old, { recursive: true, force: true })
  }
}

/** One build at a time: of two that start together the second finds what the first has built. */
const alone = (work) => {
  const lock = join(root, 'dist', '.ui-lock')
  mkdirSync(dirname(lock), { recursive: true })
  for (let n = 0; !taken(lock); n++) {
    if (n === LOOKS) throw new Error(`another build goes on for too long; if none does, remove ${lock}`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS)
  }
  try {
    work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** The lock has the process that holds it; that of a process which has ended is void. */
const taken = (lock) => {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isAlive(lock)) rmSync(lock, { force: true })
    return false
  }
}

const isAlive = (lock) => {
  try {
    const holder = Number(readFileSync(lock, 'utf8'))
    // Created, not yet written.
    return holder === 0 || process.kill(holder, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

try {
  const digest = digestOfSources()
  const stamp = join(target, STAMP)
  const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest
  if (!isBuilt()) alone(() => isBuilt() || build(digest))
  console.log('sep: the web interface is built')
} catch (error) {
  console.error(`sep: ${error.message}`)
  process.exitCode = 1
}
