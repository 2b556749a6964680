/** docs/configuration.md, made of the settings' schemas. */
import { PROFILES } from '../../app/config/profiles.js'
import type { SettingFacts } from '../../app/config/leaves/setting-facts.js'

/** A value as it is written in a file, with --set or in the environment. */
export const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export const configurationPage = (
  facts: readonly SettingFacts[],
  aboutSections: { readonly [section: string]: string },
): string =>
  [
    '# Settings',
    '',
    '<!-- Made by `npx --no sep config list --markdown > docs/configuration.md`; a test fails when it is not current. -->',
    '',
    'Every setting has a path and an environment name; `--set` takes either, and so does a YAML file for `--config`.',
    'Flags win over `--set`, then the file, the profile, the environment, the default.',
    'Some have a short name as well (`look`), which sweeps and `--set` take.',
    'A setting that is given twice in one place with different values is an error, and so is an unknown name.',
    'Some settings copy another one, which lists them ("also"); they cannot be set apart from it.',
    '',
    '```sh run',
    'npx --no sep config list allocate         # what is below, in a terminal; without a section all',
    'npx --no sep config explain ALLOC_TOP_K   # one setting',
    'npx --no sep config show --changed        # what your environment, --config, --set and --profile change',
    'npx --no sep config diff conservative     # what a profile changes',
    '```',
    '',
    'A number with unit `%` is in percent, one with `fraction` is a part of 1: names that end with `Pct` can be either.',
    'The run folder of a backtest has all resolved settings and the profile in `run.json`.',
    '',
    '## Connection',
    '',
    'Broker and store are named by flags or by `OANDA_ENV`, `OANDA_ACCOUNT_ID`, `OANDA_TOKEN_FILE`, `OANDA_REST_URL`, `OANDA_STREAM_URL`,',
    '`SEP_STORE_URL` (also `VALKEY_URL`) and `SEP_STORE_BIN`.',
    'Any of them may stand in a file: `SEP_STORE_URL_FILE=/run/secrets/store` and so on.',
    '`SEP_DATA_HOME` is the folder of stores and accounts, `SEP_NOTIFY_FILE` [the file of channels](notifications.md).',
    '',
    '## Profiles',
    '',
    ...PROFILES.flatMap(({ name, about, set }) => [`- \`${name}\` ${about}`, ...Object.entries(set).map(settingLine)]),
    ...Object.entries(aboutSections).flatMap(([section, about]) => {
      const own = facts.filter((setting) => setting.section === section)
      return own.length === 0 ? [] : ['', `## ${section}`, '', about, '', ...own.flatMap(entryOf)]
    }),
    '',
  ].join('\n')

const settingLine = ([name, value]: readonly [string, unknown]): string => `  - \`${name}=${valueText(value)}\``

/** One item a setting: its names, what it means, what it can be. */
const entryOf = ({ path, short, env, envFile, default: value, unit, values, meaning, followers }: SettingFacts) => [
  `- ${[path, ...(short === null ? [] : [short]), ...env, ...(envFile === null ? [] : [envFile])].map((name) => `\`${name}\``).join(' ')}`,
  `  ${meaning}`,
  `  - default ${defaultText(path, value)}${unit === null || value === null ? '' : ` ${unit}`}`,
  `  - ${envFile === null ? values : `${values}; ${envFile} names a file with it`}${unit === null || value !== null ? '' : `, ${unit}`}`,
  ...(followers.length === 0 ? [] : [`  - also ${followers.map((name) => `\`${name}\``).join(', ')}`]),
]

/** A long one is left to the command. */
const defaultText = (path: string, value: unknown): string => {
  const text = valueText(value)
  return text.length > 60 ? `see \`sep config explain ${path}\`` : text
}
