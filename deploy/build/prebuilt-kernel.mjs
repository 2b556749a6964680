// A kernel that was built elsewhere serves a machine without cargo. Plain JavaScript: it runs before anything is installed.
import { readdirSync } from 'node:fs'
import { spawnSync } from 'node:child_process'

/** The prebuilt kernel that is used, as text; undefined where the kernel is to be built here. */
export const prebuiltKernel = (native) => {
  const named = process.env.NAPI_RS_NATIVE_LIBRARY_PATH
  if (named) return `${named} (NAPI_RS_NATIVE_LIBRARY_PATH)`
  if (spawnSync('cargo', ['--version'], { stdio: 'ignore' }).status === 0) return undefined
  const library = readdirSync(native).find((name) => /^sep-kernel\..+\.node$/.test(name))
  if (library !== undefined) return `native-rs/${library} as it is: cargo is missing`
  throw new Error(
    'cargo is missing: the kernel is Rust. Install it from https://rustup.rs (1.88 or newer) and run the command again, ' +
      'or name a prebuilt kernel with NAPI_RS_NATIVE_LIBRARY_PATH',
  )
}
