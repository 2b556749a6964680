/** Builds the kernel from the package's Rust sources with cargo alone: an installed package does not bring the napi command line. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packageRoot } from '../lib/package-root.js'
import { SepError } from '../model/error-codes.js'
import { loadKernel } from './load-kernel.js'

/** Puts the library to `path`. Cargo's progress goes to standard error, what it compiles to `targetFolder`. */
export const buildKernel = (path: string, targetFolder: string): void => {
  const built = spawnSync(
    'cargo',
    ['build', '--release', '--locked', '-p', 'sep-kernel', '--target-dir', targetFolder],
    {
      cwd: join(packageRoot(), 'native-rs'),
      stdio: ['ignore', 2, 2],
    },
  )
  if (built.error) throw new SepError('missing-native', `cargo is missing (${built.error.message}): ${CARGO}`)
  if (built.status !== 0) throw new SepError('missing-native', `cargo could not build the kernel: ${CARGO}`)
  install(join(targetFolder, 'release', LIBRARY[process.platform] ?? 'libsep_kernel.so'), path)
}

const CARGO =
  'the kernel is Rust. Install cargo 1.88 or newer from https://rustup.rs and run `sep setup` again, ' +
  'or name a prebuilt library with NAPI_RS_NATIVE_LIBRARY_PATH'
const LIBRARY: { readonly [platform: string]: string } = { darwin: 'libsep_kernel.dylib', win32: 'sep_kernel.dll' }

/** A running process has the old file mapped and would crash if it were overwritten; a rename leaves it the old one. */
const install = (library: string, path: string): void => {
  const fresh = join(dirname(path), `.sep-kernel.${process.pid}.node`)
  try {
    copyFileSync(library, fresh)
    loadKernel(fresh)
    renameSync(fresh, path)
  } catch (cause) {
    if (cause instanceof SepError) throw cause
    const remedy = `run \`sep setup\` as the owner of that folder, or set NAPI_RS_NATIVE_LIBRARY_PATH=${library}`
    throw new SepError('missing-native', `${path} cannot be written (${(cause as Error).message}): ${remedy}`, {
      cause,
    })
  } finally {
    rmSync(fresh, { force: true })
  }
}
