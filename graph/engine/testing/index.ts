/** Tests of operators and graphs, without a test framework: `import { makeColumns } from 'sep/testing'`. docs/library.md lists the laws. */
export { type ColumnValues, makeColumns } from './make-columns.js'
export { type SeededRandom, seededRandom } from './seeded-random.js'
