import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeFolder } from '../../lib/make-folder.js'

const work = mkdtempSync(join(tmpdir(), 'sep-folder-'))

describe('makeFolder', () => {
  test('makes what is missing above it, and is content with what is there', () => {
    const deep = join(work, 'a', 'b', 'c')
    makeFolder(deep)
    makeFolder(deep)
    expect(statSync(deep).isDirectory()).toBe(true)
  })

  test('the mode holds for every folder that it makes', () => {
    const deep = join(work, 'private', 'store')
    makeFolder(deep, 0o700)
    expect([join(work, 'private'), deep].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700])
  })

  test('a file in the way is an error', () => {
    const file = join(work, 'file')
    writeFileSync(file, '')
    expect(() => makeFolder(file)).toThrow(/EEXIST/)
    expect(() => makeFolder(join(file, 'below'))).toThrow(/ENOTDIR|EEXIST/)
  })

  test('a file system that has no room for folders is an error, not an endless loop', () => {
    const nowhere = existsSync('/proc/self') ? '/proc/sep' : join(work, '\0')
    expect(() => makeFolder(join(nowhere, 'out'))).toThrow()
  })
})
