/** Another Node release, unpacked from its npm package into the cache. As a dependency it would be used by every script. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'

/** Path of the executable; fetched once. Throws if the registry does not serve it. */
export const nodeRelease = (version: string): string => {
  const folder = join(packageRoot(), '.cache', 'node', version)
  const binary = join(folder, 'package', 'bin', 'node')
  if (existsSync(binary)) return binary
  const part = `${folder}.part-${process.pid}`
  mkdirSync(part, { recursive: true })
  const name = `node-${process.platform}-${process.arch}@${version}`
  const packed = spawnSync('npm', ['pack', name, '--silent'], { cwd: part, encoding: 'utf8', timeout: 240_000 })
  const archive = packed.stdout?.trim().split('\n').at(-1) ?? ''
  if (packed.status !== 0 || !archive) throw new Error(`${name} could not be fetched: ${packed.stderr}`)
  const unpacked = spawnSync('tar', ['-xzf', archive, 'package/bin/node'], { cwd: part, encoding: 'utf8' })
  if (unpacked.status !== 0) throw new Error(`${name} could not be unpacked: ${unpacked.stderr}`)
  rmSync(join(part, archive))
  rmSync(folder, { recursive: true, force: true })
  renameSync(part, folder)
  return binary
}
