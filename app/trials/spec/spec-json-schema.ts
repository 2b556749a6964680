/** The JSON Schema (2020-12) of the file of a sweep, for editors. */
import { z } from 'zod'
import { sweepSpec } from './sweep-spec.js'

export const specJsonSchema = (): object => ({
  title: 'A sweep of sep trials',
  ...z.toJSONSchema(sweepSpec, { io: 'input', unrepresentable: 'any' }),
})
