/** Examples of the rules about documents. */
import { GUIDE_PAGES } from '../../deploy/guide/contents.js'
import { ALARM_KINDS } from '../../model/alarm-codes.js'
import { ERROR_CODES } from '../../model/error-codes.js'
import type { Example, Files } from './example.js'

export const headings = (codes: readonly string[], marks = '##'): string =>
  codes.map((code) => `${marks} \`${code}\`\n`).join('')
/** All pages of the guide, empty. */
const guidePages = (): Files =>
  Object.fromEntries(GUIDE_PAGES.filter(({ from }) => from !== 'made').map(({ from }) => [from, '']))
const CODES = Object.keys(ERROR_CODES)
export const ALARMS = Object.keys(ALARM_KINDS)

export const DOCUMENT_EXAMPLES: { readonly [rule: string]: Example } = {
  'code blocks': {
    good: { 'README.md': '```sh run\nls\n```\n\n```text\nx\n```\n- a\n\n  ```sh long\n  npx --no sep graph\n  ```\n' },
    bad: {
      'docs/a.md': '```sh\nls\n```\n```\nx\n```\n\n    npx\n\n```text\nnpx sep live\n```\n```bash run\nls\n```\n',
    },
    found: {
      'docs/a.md:1 is a shell block without a tag: write ```sh and one of run, long, service, pipeline, network, sample': 1,
      'docs/a.md:4 has no language: write ```text, or ```sh with a tag': 1,
      'docs/a.md:8 has no language: write ```text, or ```sh with a tag': 1,
      'docs/a.md:10 has `npx sep`: write `npx --no sep`, which never fetches a package of that name': 1,
      'docs/a.md:13 is a shell block without a tag: write ```sh and one of run, long, service, pipeline, network, sample': 1,
    },
  },
  guide: {
    good: guidePages(),
    bad: { ...guidePages(), 'docs/new.md': '' },
    found: { 'docs/new.md is missing': 1 },
  },
  'error codes': {
    good: { 'docs/error-codes.md': headings(CODES) },
    bad: { 'docs/error-codes.md': headings([...CODES.slice(1), 'no-such-code']) },
    found: { [`${CODES[0]} is missing`]: 1, 'no-such-code is unknown': 1 },
  },
  runbook: {
    good: { 'docs/runbook.md': headings(ALARMS, '###') },
    bad: { 'docs/runbook.md': headings([...ALARMS.slice(1), 'no_such_code'], '###') },
    found: { [`${ALARMS[0]} is missing`]: 1, 'no_such_code is unknown': 1 },
  },
  'alarm texts': {
    good: {
      'docs/runbook.md': '- `exits do not\n  leave: ..`',
      'sinks/alarms/stuck-exits.ts': 'const text = `exits do not leave: ${names}`',
    },
    bad: {
      'sinks/alarms/latches.ts': "const text = 'the limit is reached'",
      'app/live/new.ts': "alarms.raise('order', text)",
    },
    found: {
      'app/live/new.ts raises alarms and is not listed': 1,
      'sinks/alarms/latches.ts: the limit is reached': 1,
    },
  },
}
