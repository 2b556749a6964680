import type { HelpNotes } from './help-note.js'

export const RUN_NOTES: HelpNotes = {
  backtest: {
    examples: [
      ['backtest --data market --out out', 'the summary here, report and files in out'],
      ['backtest --data market --from 2024-06-01 --to 2024-09-01', 'trades in these months; what lies before warms up'],
      ['backtest --data market --set ALLOC_TOP_K=2 --profile conservative --out out', 'with other settings'],
      [
        'backtest --data valkey:EUR_USD,USD_JPY --env practice --account 101-004-1234567-001',
        'on the candles of a store',
      ],
    ],
    see: ['compare', 'parquet', 'calibrate', 'trials', 'docs/backtesting.md', 'docs/run-folder.md'],
  },
  demo: {
    examples: [
      ['demo --speed 60', 'an hour of a synthetic market a minute, at http://localhost:8000'],
      ['demo --port 8001 --pairs EUR_USD,USD_JPY', 'two pairs on another port'],
    ],
    see: ['token', 'live', 'docs/getting-started.md'],
  },
  graph: {
    examples: [
      ['graph', 'nodes, kinds and wires as text'],
      ['graph --format mermaid', 'a picture for a document'],
      ['graph --graph examples/rsi.mjs', 'a graph of your own'],
    ],
    see: ['config', 'docs/concepts.md', 'docs/library.md'],
  },
  replay: {
    examples: [
      ['replay --env paper --account 101-001-1000001-001 --journal ..', 'compares every byte of the journal'],
      [
        'replay --env paper --account 101-001-1000001-001 --explain 2026-11-24T08:00,EUR_USD',
        'why that minute ordered, or did not',
      ],
    ],
    see: ['snapshot', 'store check', 'docs/live.md'],
  },
  setup: {
    examples: [['setup', 'builds the kernel where there is none for this machine; needs cargo']],
    see: ['doctor', 'docs/getting-started.md'],
  },
  config: { examples: [['config list allocate', 'the settings of a section']], see: ['docs/configuration.md'] },
  'config list': {
    examples: [
      ['config list', 'every setting'],
      ['config list risk', 'those of a section'],
    ],
    see: ['config explain', 'docs/configuration.md'],
  },
  'config show': {
    examples: [['config show --changed --profile conservative', 'what a profile and the environment change here']],
    see: ['config diff', 'config explain'],
  },
  'config explain': {
    examples: [['config explain ALLOC_TOP_K size.varPct', 'meaning, default, bounds and names']],
    see: ['config list'],
  },
  'config diff': { examples: [['config diff conservative', 'what the profile changes']], see: ['config show'] },
  completion: {
    examples: [
      ['completion bash', 'to ~/.local/share/bash-completion/completions/sep'],
      ['completion zsh', 'to a folder of $fpath, as _sep'],
      ['completion fish', 'to ~/.config/fish/completions/sep.fish'],
    ],
    see: ['docs/getting-started.md'],
  },
  doctor: {
    examples: [
      ['doctor', 'this machine, and what the settings imply'],
      ['doctor --env practice --account 101-004-1234567-001 --token-file token.txt', 'also that account'],
    ],
    see: ['live', 'store check', 'docs/practice.md'],
  },
}
