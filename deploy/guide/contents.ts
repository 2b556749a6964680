/** The guide's table of contents: every page of docs/ in the order in which it is read. */

export interface GuidePage {
  /** Name of the page below /docs/guide, without `.html`. */
  readonly slug: string
  /** From the root of the package; a page that is `made` comes from code. */
  readonly from: string
  /** What the reader finds there, for the first page. */
  readonly about: string
}
export interface GuideGroup {
  readonly title: string
  readonly pages: readonly GuidePage[]
}

const doc = (slug: string, about: string): GuidePage => ({ slug, from: `docs/${slug}.md`, about })
/** Its text is made by deploy/guide/made or cli/guide. */
const made = (slug: 'store-schema' | 'api' | 'commands', about: string): GuidePage => ({ slug, from: 'made', about })

export const CONTENTS: readonly GuideGroup[] = [
  {
    title: 'Start',
    pages: [
      doc('getting-started', 'from nothing to the demo and a first backtest'),
      doc('concepts', 'graph, event time, gates, decisions, honesty'),
      doc('strategy', 'what is computed, in plain words and pictures'),
      doc('core-trading-loop', 'from a decision to an order and back, step by step'),
      doc('faq', 'does it make money, which accounts, what it cannot do'),
    ],
  },
  {
    title: 'History',
    pages: [
      doc('backtesting', 'run one, read it, and what it does not show'),
      doc('data', 'folders, importers, checks, what a fill costs'),
      doc('run-folder', 'what a backtest writes, column by column'),
      doc('research', 'sweeps, studies, statistics, the verdict'),
    ],
  },
  {
    title: 'Trading',
    pages: [
      doc('paper-trading', 'the whole machine on your desk, without an account'),
      doc('practice', 'from nothing to a running pipeline with play money'),
      doc('oanda', 'account, divisions, sep doctor, the first order, every refusal'),
      doc('live', 'one minute, the switches, readiness, restarts, several processes'),
      doc('surface', 'REST, WebSocket and the page: tokens, feeds, channels'),
    ],
  },
  {
    title: 'Operation',
    pages: [
      doc('deployment', 'containers, systemd, upgrade, backup and restore'),
      doc('runbook', 'before the open, every day, and what to do at each alarm'),
      doc('error-codes', 'every error of a command, with its remedy'),
      doc('notifications', 'alarms, fills and daily summaries to chat, mail and webhooks'),
      doc('metrics', 'what /metrics has, alert rules, dashboards, logs'),
    ],
  },
  {
    title: 'Reference',
    pages: [
      doc('configuration', 'every setting: meaning, unit, range, environment name'),
      made('commands', 'every command with its flags, examples and exit codes'),
      made('api', 'every route of the REST interface'),
      made('store-schema', 'every key of the store'),
      doc('library', 'the engine for graphs of your own'),
      doc('qfh', 'the kernel'),
      doc('benchmarks', 'how fast it is, with command, machine and commit'),
    ],
  },
  {
    title: 'The project',
    pages: [
      doc('architecture', 'ideas, layers, streams'),
      {
        slug: 'contributing',
        from: 'CONTRIBUTING.md',
        about: 'where a new guard, command or stream goes, and the rules',
      },
      { slug: 'changelog', from: 'CHANGELOG.md', about: 'what has changed' },
    ],
  },
]

export const GUIDE_PAGES: readonly GuidePage[] = CONTENTS.flatMap(({ pages }) => pages)
