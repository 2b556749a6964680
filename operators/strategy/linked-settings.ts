/** Leaves of another section, as this section reads them. */
import type { z } from 'zod'

/** The same leaves with the same defaults; each says where its value comes from and has no environment name of its own. */
export const linkedSettings = <S extends { readonly [leaf: string]: z.ZodType }>(shape: S, section: string): S =>
  Object.fromEntries(
    Object.entries(shape).map(([name, leaf]) => [
      name,
      // A clone made from the definition alone starts without the metadata of its origin.
      leaf.clone(leaf.def).meta({ from: `${section}.${name}`, description: leaf.meta()?.description ?? name }),
    ]),
  ) as unknown as S
