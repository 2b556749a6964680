import { expect, test } from 'vitest'
import { userDataFolder } from '../../../app/connect/user-data-folder.js'

test.each([
  ['linux', { HOME: '/home/eve' }, '/home/eve/.local/share/sep'],
  ['linux', { HOME: '/home/eve', XDG_DATA_HOME: '/data' }, '/data/sep'],
  // The XDG specification: a relative path is invalid and ignored.
  ['linux', { HOME: '/home/eve', XDG_DATA_HOME: 'data' }, '/home/eve/.local/share/sep'],
  ['darwin', { HOME: '/Users/eve' }, '/Users/eve/Library/Application Support/sep'],
  ['linux', { HOME: '/home/eve', XDG_DATA_HOME: '/data', SEP_DATA_HOME: '/srv/sep' }, '/srv/sep'],
] as const)('on %s with %j', (platform, env, folder) => {
  expect(userDataFolder(env, platform)).toBe(folder)
})
