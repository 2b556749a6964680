/** The report's style sheet, inlined. */
export const REPORT_STYLE = `:root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--dim:#6b7280;--line:#d7dbe0}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#14171a;--dim:#9aa3ad;--line:#2c3238}}
body{font:14px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1180px;\
margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{margin-top:2rem;font-size:1.15rem}table{border-collapse:collapse;display:block;overflow-x:auto}
th,td{padding:.15rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}\
th:first-child,td:first-child{text-align:left}
body>table:first-of-type td{white-space:normal;overflow-wrap:anywhere}
.statement{border-left:3px solid #c2410c;padding-left:.7rem}.none{color:var(--dim)}\
.marked{color:#c2410c;font-weight:600}svg{width:100%;height:auto}
path{fill:none;stroke-width:1.4}.nav{stroke:#2563eb}.balance{stroke:#9ca3af}.drawdown{stroke:#dc2626}.exposure{stroke:#0f766e}\
.price{stroke:#6b7280;stroke-width:1}
.grid{stroke:var(--line)}.tick{fill:var(--dim);font-size:11px}.buy{fill:#2563eb}.sell{fill:#b45309}.gain{fill:#16a34a}.loss{fill:#dc2626}`
