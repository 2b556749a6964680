/** Where the kernel's library is: `NAPI_RS_NATIVE_LIBRARY_PATH` if that is set, else the package's own for this platform. */
import { join } from 'node:path'
import { packageRoot } from '../lib/package-root.js'

export const libraryPath = (named: string | undefined = process.env['NAPI_RS_NATIVE_LIBRARY_PATH']): string =>
  named || join(packageRoot(), 'native-rs', `sep-kernel.${platformName()}.node`)

/** napi-rs's name of this platform. */
const platformName = (): string => {
  const { platform, arch } = process
  const abi: { readonly [platform: string]: string } = { linux: '-gnu', win32: '-msvc' }
  return `${platform}-${arch}${abi[platform] ?? ''}`
}
