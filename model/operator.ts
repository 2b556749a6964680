/** Declares an operator on SEP's rows: `init` gets the run's instruments with their specifications. */
import type { z } from 'zod'
import { type Operator, operator as declare } from '../graph/engine/define/operator.js'
import type { Ports, Schema } from '../graph/engine/define/schema.js'
import type { World } from './world.js'

export const operator = <const I extends Ports, const O extends Schema, Z extends z.ZodType, S>(
  declaration: Operator<I, O, Z, S, World>,
): Operator<I, O, Z, S, World> => declare(declaration)
