/** The report's style sheet, inlined. */
export const REPORT_STYLE = `:root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--dim:#6b7280;--line:#d7dbe0;--warn:#c2410c}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#14171a;--dim:#9aa3ad;--line:#2c3238;--warn:#fb923c}}
body{font:14px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1180px;\
margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{margin-top:2rem;font-size:1.15rem}table{border-collapse:collapse;display:block;overflow-x:auto}
th,td{padding:.15rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}\
th:first-child,td:first-child{text-align:left}
table.facts{margin-top:1rem}table.facts td{white-space:normal;overflow-wrap:anywhere}\
table.result .marked{color:inherit}table.result td:first-child{white-space:pre}h1+.statement{font-weight:600}\
.chart{overflow-x:auto}.chart svg{min-width:780px}
.statement{border-left:3px solid var(--warn);padding-left:.7rem}.none{color:var(--dim)}\
.marked{color:var(--warn);font-weight:600}svg{width:100%;height:auto}
path{fill:none;stroke-width:1.4}.nav{stroke:#2563eb}.balance{stroke:#9ca3af}.drawdown{stroke:#dc2626}.exposure{stroke:#0f766e}\
.price{stroke:#6b7280;stroke-width:1}
.grid{stroke:var(--line)}.tick{fill:var(--dim);font-size:11px}.buy{fill:#2563eb}.sell{fill:#b45309}.gain{fill:#16a34a}.loss{fill:#dc2626}\
@media(max-width:500px){table.result{font-size:12px}table.result th,table.result td{padding:.15rem .3rem;white-space:normal}\
table.result td:first-child{white-space:pre-wrap}}`
