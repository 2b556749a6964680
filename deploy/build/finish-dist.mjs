// Completes dist after tsc: drops what was compiled from files that have moved, adds the kernel's generated types, which tsc does not
// copy, and links `npx sep`, since npm links the commands of dependencies only, not the project's own.
import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const dist = join(root, 'dist')
for (const name of readdirSync(dist, { recursive: true })) {
  // Built by Vite and by the guide, not by tsc.
  if (/^(ui|guide|\.ui-[^/]*|guide\.[^/]*)(\/|$)/.test(name)) continue
  const source = name.replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts')
  if (source !== name && !existsSync(join(root, source))) rmSync(join(dist, name))
}

const binding = join('native-rs', 'binding')
mkdirSync(join(dist, binding), { recursive: true })
copyFileSync(join(root, binding, 'index.d.ts'), join(dist, binding, 'index.d.ts'))

const bin = join(root, 'node_modules', '.bin')
mkdirSync(bin, { recursive: true })
const link = join(bin, 'sep')
if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link)
symlinkSync(join('..', '..', 'dist', 'cli', 'main.js'), link)
chmodSync(join(dist, 'cli', 'main.js'), 0o755)
