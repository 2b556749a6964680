/** Bugs of merged graphs and of the identity of a result. */
import { mutantsOf } from './mutant.js'

export const TRIAL_MUTANTS = [
  ...mutantsOf('graph/engine/hash/node-hash.ts', ['test/graph/engine/merge.test.ts'], {
    'a hash ignores the delay of a wire': ['[producer(wire), wire.delay ?? 0]', 'producer(wire)'],
    "a hash ignores its binding's configuration": ['config: configIdentity(`slot ${id}`, given), ', ''],
    'a loop ignores its outer wires': ['place.get(node) ?? (hashes.get(node) as string)', "place.get(node) ?? 'outer'"],
    'the members of a loop are the same': ['hashed([unit, index])', 'hashed([unit])'],
  }),
  ...mutantsOf('graph/engine/define/merge.ts', ['test/graph/engine/merge.test.ts'], {
    'equal nodes are copied': ['return known === undefined', 'return true'],
    'a copy of a slot keeps the binding of the first': ['bound.find(({ slot }) => slot === node.id)', 'bound[0]'],
  }),
]
