// Completes dist after tsc: the kernel's generated types, which tsc does not copy, and `npx sep`, since npm links the commands of
// dependencies only, not the project's own.
import { chmodSync, copyFileSync, lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const binding = join('native-rs', 'binding')
mkdirSync(join(root, 'dist', binding), { recursive: true })
copyFileSync(join(root, binding, 'index.d.ts'), join(root, 'dist', binding, 'index.d.ts'))

const bin = join(root, 'node_modules', '.bin')
mkdirSync(bin, { recursive: true })
const link = join(bin, 'sep')
if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link)
symlinkSync(join('..', '..', 'dist', 'cli', 'main.js'), link)
chmodSync(join(root, 'dist', 'cli', 'main.js'), 0o755)
