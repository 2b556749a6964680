import { describe, expect, test } from 'vitest'
import { scan } from './scan.js'

describe('scan', () => {
  test.each([
    ['const a = 1 // b', 'const a = 1 ', ['// b'], []],
    ["f('// no', \"it's\") /* c */", 'f(\'\', "") ', ['/* c */'], ['// no', "it's"]],
    ['`a ${b + `c ${d}`} e`', '`${b + `${d}`}`', [], ['a ', 'c ', '', ' e']],
    ['`${{ a: { b: 1 } }} x` // y', '`${{ a: { b: 1 } }}` ', ['// y'], ['', ' x']],
    ["a.replace(/'[/]\\/`/g, '') / b", "a.replace(/ /, '') / b", [], ['', '']],
    ['const half = a / 2 // b / c', 'const half = a / 2 ', ['// b / c'], []],
  ])('%s', (text, code, comments, strings) => {
    expect(scan(text)).toMatchObject({ code, comments, strings })
  })
})
