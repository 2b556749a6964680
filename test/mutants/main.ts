/**
 * `npm run mutate`: plants each bug of the list; every one must make a test fail.
 * `-- TEXT` takes those whose name or file has the text.
 */
import { MUTANTS } from './list.js'
import { type MutantRun, runMutant } from './run-mutant.js'

const WORKERS = 2

const words = process.argv.slice(2)
const chosen = MUTANTS.map((mutant, number) => ({ mutant, number })).filter(({ mutant: { name, file } }) =>
  words.every((word) => name.includes(word) || file.includes(word)),
)
const queue = [...chosen]
const runs: { readonly name: string; readonly file: string; readonly run: MutantRun }[] = []

const work = async (): Promise<void> => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { name, file } = next.mutant
    const run = await runMutant(next.mutant, next.number)
    runs.push({ name, file, run })
    console.log(`${runs.length}/${chosen.length} ${run.fate}: ${file}: ${name}; ${run.by}`)
  }
}

await Promise.all(Array.from({ length: WORKERS }, work))
const alive = runs.filter(({ run }) => run.fate !== 'killed')
for (const { name, file, run } of alive) console.error(`NOT SEEN (${run.fate}): ${file}: ${name}`)
console.log(`${runs.length - alive.length} of ${runs.length} planted bugs were seen`)
process.exitCode = alive.length > 0 || runs.length === 0 ? 1 : 0
