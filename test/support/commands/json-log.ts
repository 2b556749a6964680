/** Output of a service under SEP_LOG=json: every line is an object with time, level, command and sentence. */
import { expect } from 'vitest'

/** False for no line at all. */
export const isJsonLog = (text: string, command: string): boolean => {
  const lines = text.split('\n').filter((line) => line !== '')
  for (const line of lines) expect(parsed(line)).toMatchObject({ ...SHAPE, command })
  return lines.length > 0
}

const SHAPE = {
  level: expect.stringMatching(/^(info|warn|error)$/) as unknown,
  time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/) as unknown,
  msg: expect.any(String) as unknown,
}

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}
