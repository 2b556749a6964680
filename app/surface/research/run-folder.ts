/** Folders of backtests by their path below a root, mostly the working folder: nothing outside of it, and nothing hidden. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*){0,3}$/

/** Null where no run of this name is below `root`. */
export const runFolder = (root: string, name: string): string | null =>
  NAME.test(name) && existsSync(join(root, name, 'run.json')) ? join(root, name) : null
