/** `npm run ratchet`: lowers the numbers of test/tidy/ratchet.json to what is found, and never raises one. */
import { writeFileSync } from 'node:fs'
import { packageRoot } from '../../lib/package-root.js'
import { ratchetPath, readRatchet, shrunk } from './ratchet.js'
import { RULES } from './rules.js'
import { readTree } from './tree.js'

const root = packageRoot()
const tree = readTree(root)
const found = Object.fromEntries(RULES.map((rule) => [rule.name, rule.measure(tree, root)]))
try {
  writeFileSync(ratchetPath(root), `${JSON.stringify(shrunk(RULES, found, readRatchet(root)), null, 2)}\n`)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
