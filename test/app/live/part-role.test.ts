/** What a process with `--nodes` has to be, and what it cannot be. */
import { describe, expect, test } from 'vitest'
import { partRole } from '../../../app/live/roles/part-role.js'
import { graph } from '../../support/part-run.js'

describe('a part', () => {
  test.each([
    ['candle..allocate', 'slices'],
    ['candle..execution', 'slices'],
    ['candle..guards', 'slices'],
    ['gates..allocate', 'computes'],
    ['session,qbsa..qfh', 'computes'],
    ['performance', 'computes'],
    ['broker..performance', 'trades'],
    ['broker..risk', 'trades'],
    ['candle..performance', 'all'],
  ])('%s %s', (nodes, role) => {
    expect(partRole(graph, nodes)).toBe(role)
  })

  test.each([
    ['candle..risk', 'a part either makes the slices or trades; cut between them, as after allocate'],
    ['candle..quote', 'one part holds all sources'],
    ['broker..size', 'a cut inside the loop'],
    ['guard..gates', "there is no node 'guard'; there are candle, quote"],
    ['gates..shadow', 'gates comes after shadow'],
    ['candle..guards,allocate', 'both feed it and read it'],
  ])('%s: %s', (nodes, text) => {
    expect(() => partRole(graph, nodes)).toThrow(text)
  })
})
