/** Tests of operators and graphs, for any test framework: `import { testOperator } from 'sep/testing'`. docs/library.md lists the laws. */
export { LawError, type LawName, type LawPlace } from './law-error.js'
export { type ColumnValues, makeColumns } from './make-columns.js'
export { type RunOptions, runOperator } from './run-operator.js'
export { type SeededRandom, seededRandom } from './seeded-random.js'
export type { StepResult } from './step-frames.js'
export type { Table } from './table.js'
export { type OperatorReport, type OperatorTest, testOperator } from './test-operator.js'
