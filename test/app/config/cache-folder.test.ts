import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cacheFolder } from '../../../app/config/cache-folder.js'

describe('cache folder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sep-cache-folder-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const packageAt = (...path: string[]): string => {
    const root = join(folder, ...path)
    mkdirSync(root, { recursive: true })
    return root
  }
  const HOME = '/home/trader'

  test('a checkout keeps its cache, wherever the user keeps theirs', () => {
    const root = packageAt('checkout')
    mkdirSync(join(root, '.git'))
    expect(cacheFolder(root, { HOME, XDG_CACHE_HOME: '/fast' })).toBe(join(root, '.cache'))
  })

  test('so does a git worktree, whose .git is a file', () => {
    const root = packageAt('worktree')
    writeFileSync(join(root, '.git'), 'gitdir: elsewhere\n')
    expect(cacheFolder(root, { HOME })).toBe(join(root, '.cache'))
  })

  test('an installed package writes to the cache of its user, even inside a git dependency', () => {
    const root = packageAt('node_modules', 'sep')
    mkdirSync(join(root, '.git'))
    expect(cacheFolder(root, { HOME })).toBe('/home/trader/.cache/sep')
    expect(cacheFolder(root, { HOME, XDG_CACHE_HOME: '/fast' })).toBe('/fast/sep')
  })

  test('a copy without git is no checkout', () => {
    expect(cacheFolder(packageAt('copy'), { HOME })).toBe('/home/trader/.cache/sep')
  })

  test('a relative XDG_CACHE_HOME is ignored, a missing HOME is asked of the system', () => {
    const root = packageAt('copy')
    expect(cacheFolder(root, { HOME, XDG_CACHE_HOME: 'cache' })).toBe('/home/trader/.cache/sep')
    expect(cacheFolder(root, {})).toBe(join(homedir(), '.cache', 'sep'))
  })
})
