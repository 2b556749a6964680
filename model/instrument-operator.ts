/** Declares an operator whose rows are instruments: `init` gets their specifications. */
import type { z } from 'zod'
import { type Operator, operator } from '../graph/engine/define/operator.js'
import type { Ports, Schema } from '../graph/engine/define/schema.js'
import type { World } from './world.js'

export const instrumentOperator = <const I extends Ports, const O extends Schema, Z extends z.ZodType, S>(
  declaration: Operator<I, O, Z, S, World>,
): Operator<I, O, Z, S, World> => operator(declaration)
