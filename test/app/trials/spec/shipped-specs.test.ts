import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSpec } from '../../../../app/trials/spec/read-spec.js'
import { resolveSpec } from '../../../../app/trials/spec/resolve-spec.js'
import { packageRoot } from '../../../../lib/package-root.js'

const shipped = ['config/experiments', 'examples/sweeps'].flatMap((folder) =>
  readdirSync(join(packageRoot(), folder)).map((name) => join(packageRoot(), folder, name)),
)

describe('sweeps that ship', () => {
  test.each(shipped)('%s runs on a bare clone', async (file) => {
    const { data, name, spaces } = await resolveSpec(readSpec(file), {})
    expect(data.every((path) => path.startsWith('synth:'))).toBe(true)
    expect(file).toContain(`/${name}.yaml`)
    expect(spaces.length).toBeGreaterThan(0)
  })
})
