/** `sep setup`: makes the native kernel where the package came without one for this machine. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { cacheFolder } from '../../app/config/cache-folder.js'
import { environment } from '../../app/config/environment.js'
import { packageRoot } from '../../lib/package-root.js'
import { SepError } from '../../model/error-codes.js'
import { buildKernel } from '../../native-rs/build-kernel.js'
import { libraryPath } from '../../native-rs/library-path.js'
import { loadKernel } from '../../native-rs/load-kernel.js'
import { EXIT } from '../shared/run-command.js'
import { print } from '../../lib/terminal/stdout.js'

export const addSetup = (program: Command): void => {
  program
    .command('setup')
    .description('builds the native kernel with cargo, unless it is there and of the right version')
    .action(() => {
      const script = join(packageRoot(), 'deploy', 'build', 'build-native.mjs')
      if (existsSync(script)) setUpCheckout(script)
      else setUpPackage()
    })
}

/** A checkout builds as `npm start` does: again after each change of the Rust sources. */
const setUpCheckout = (script: string): void => {
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = EXIT.failed
}

const setUpPackage = (): void => {
  const path = libraryPath()
  const report = (text: string): void => print(`sep: ${text}\n`)
  if (loads(path)) return report(`the kernel is already built: ${path}`)
  // A library that the user names is theirs: it is neither built nor replaced here.
  if (environment()['NAPI_RS_NATIVE_LIBRARY_PATH']) loadKernel(path)
  report('building the kernel with cargo, which takes about a minute')
  buildKernel(path, join(cacheFolder(), 'kernel'))
  report(`built ${path}`)
}

const loads = (path: string): boolean => {
  try {
    loadKernel(path)
    return true
  } catch (error) {
    if (error instanceof SepError) return false
    throw error
  }
}
