/** Loads the kernel's library and checks its version. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { SepError } from '../model/error-codes.js'
import type * as Kernel from './binding/index.js'
import { KERNEL_VERSION } from './kernel-version.js'

const REMEDY =
  'run `sep setup` (it needs cargo 1.88 or newer), or name a prebuilt library with NAPI_RS_NATIVE_LIBRARY_PATH'

/** Fails with what to do about it. */
export const loadKernel = (path: string): typeof Kernel => {
  if (!existsSync(path)) throw new SepError('missing-native', `the native kernel ${path} is missing: ${REMEDY}`)
  let kernel: typeof Kernel
  let version: string
  try {
    kernel = createRequire(import.meta.url)(resolve(path)) as typeof Kernel
    version = kernel.kernelVersion()
  } catch (cause) {
    const { message } = cause as Error
    throw new SepError('missing-native', `the native kernel ${path} cannot be loaded (${message}): ${REMEDY}`, {
      cause,
    })
  }
  if (version !== KERNEL_VERSION)
    throw new SepError(
      'missing-native',
      `the native kernel ${path} is version ${version}, not ${KERNEL_VERSION}: ${REMEDY}`,
    )
  // The version is that of the arithmetic: a library of the same one may be older than its newest export.
  if (kernel.DirectionStream === undefined)
    throw new SepError('missing-native', `the native kernel ${path} is older than this code: ${REMEDY}`)
  return kernel
}
