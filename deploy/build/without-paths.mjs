// Flags of cargo for a library that shows no folder of the machine that built it. Plain JavaScript: it runs before anything is compiled.
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const cargoHome = process.env.CARGO_HOME || join(homedir(), '.cargo')
const remapped = [`--remap-path-prefix=${cargoHome}=/cargo`, `--remap-path-prefix=${root}=/sep`]

// A panic names its source file. Cargo joins these with the flags of native-rs/.cargo/config.toml, which RUSTFLAGS would replace.
export const WITHOUT_PATHS = ['--config', `target."cfg(all())".rustflags=${JSON.stringify(remapped)}`]
