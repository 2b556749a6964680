/** Settings linked to another section. */
import type { z } from 'zod'

/**
 * The same leaves with the same defaults. Each names the setting it takes its value from and has no environment variable of its
 * own.
 */
export const linkedSettings = <S extends { readonly [leaf: string]: z.ZodType }>(shape: S, section: string): S =>
  Object.fromEntries(
    Object.entries(shape).map(([name, leaf]) => [
      name,
      // A clone from the definition alone carries none of the original's metadata.
      leaf.clone(leaf.def).meta({ from: `${section}.${name}`, description: leaf.meta()?.description ?? name }),
    ]),
  ) as unknown as S
