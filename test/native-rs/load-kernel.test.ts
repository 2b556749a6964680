import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KERNEL_VERSION } from '../../native-rs/kernel-version.js'
import { libraryPath } from '../../native-rs/library-path.js'
import { loadKernel } from '../../native-rs/load-kernel.js'
import { ROOT } from '../support/paths.js'

describe('the library of the kernel', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sep-kernel-'))
    writeFileSync(join(folder, 'damaged.node'), 'not a library')
    writeFileSync(join(folder, 'other.cjs'), 'module.exports = {}')
    writeFileSync(join(folder, 'old.cjs'), "exports.kernelVersion = () => '0.9.0'")
    writeFileSync(join(folder, 'older.cjs'), `exports.kernelVersion = () => '${KERNEL_VERSION}'`)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('is the one that the environment names, else the one of this platform', () => {
    expect(libraryPath('/somewhere/kernel.node')).toBe('/somewhere/kernel.node')
    const path = libraryPath('')
    expect(dirname(path)).toBe(join(ROOT, 'native-rs'))
    expect(basename(path)).toMatch(new RegExp(`^sep-kernel\\.${process.platform}-${process.arch}(-\\w+)?\\.node$`))
  })

  test.each([
    ['missing.node', 'is missing'],
    ['damaged.node', 'cannot be loaded'],
    ['other.cjs', 'cannot be loaded'],
    ['old.cjs', 'is version 0.9.0, not 1.1.0'],
    ['older.cjs', 'is older than this code'],
  ])('%s %s: the error names the file and the remedy', (name, message) => {
    expect(() => loadKernel(join(folder, name))).toThrow(
      expect.objectContaining({
        code: 'missing-native',
        message: expect.stringMatching(new RegExp(`${name} ${message}.*: run \`sep setup\``, 's')),
      }),
    )
  })
})
