// Makes `npx sep` work in a checkout: npm links the commands of dependencies only, not the project's own.
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const bin = join(root, 'node_modules', '.bin')
const target = join(root, 'dist', 'cli', 'main.js')
if (existsSync(target)) {
  mkdirSync(bin, { recursive: true })
  const link = join(bin, 'sep')
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link)
  symlinkSync(join('..', '..', 'dist', 'cli', 'main.js'), link)
  chmodSync(target, 0o755)
}
