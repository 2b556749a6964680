/** `sep setup` in a checkout; test/pack tries it in an installed package. */
import { expect, test } from 'vitest'
import { sepProcess } from '../../support/sep-process.js'

test('an existing kernel is not built again, and the command reports it', () => {
  expect(sepProcess(['setup'], { NAPI_RS_NATIVE_LIBRARY_PATH: '' })).toEqual({
    code: 0,
    out: 'sep: the kernel is already built\n',
    err: '',
  })
})
