// Makes the folder that `docker build` gets: the package as npm packs it, its lock file, the packages that it needs in an npm cache, the
// health check and nginx's files. Nothing else of this checkout can get into an image. Plain JavaScript: it needs no build.
// node deploy/image/context.mjs FOLDER [--no-build]     (--no-build: packs dist as it is)
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const [folder, mode] = process.argv.slice(2)
if (folder === undefined || ![undefined, '--no-build'].includes(mode)) {
  console.error('usage: node deploy/image/context.mjs FOLDER [--no-build]')
  process.exit(2)
}

const npm = (args, cwd) => {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20 })
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr.trim() || stdout.trim() || `exit code ${status}`}`)
  return stdout.trim()
}

const context = resolve(folder)
rmSync(context, { recursive: true, force: true })
mkdirSync(context, { recursive: true, mode: 0o700 })
const scratch = mkdtempSync(join(tmpdir(), 'sep-image-'))
try {
  const tarball = npm(['pack', '--silent', ...(mode ? ['--ignore-scripts'] : []), '--pack-destination', context], root)
  renameSync(join(context, tarball.split('\n').at(-1)), join(context, 'sep.tgz'))
  for (const name of ['package.json', 'package-lock.json']) {
    copyFileSync(join(root, name), join(context, name))
    copyFileSync(join(root, name), join(scratch, name))
  }
  // Filled here, so that the image is built without a network.
  const cache = join(context, 'npm-cache')
  npm(['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', cache], scratch)
  copyFileSync(join(root, 'deploy', 'image', 'health.mjs'), join(context, 'health.mjs'))
  cpSync(join(root, 'deploy', 'nginx'), join(context, 'nginx'), { recursive: true })
  copyFileSync(join(root, 'deploy', 'Dockerfile'), join(context, 'Dockerfile'))
} catch (error) {
  console.error(`sep: ${error.message}`)
  process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
