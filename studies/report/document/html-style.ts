/** The style sheet of a report, inlined. Colours reach a contrast of 4.5 on both grounds. */
export const REPORT_STYLE = `:root{color-scheme:light dark;--ink:#16191d;--paper:#fff;--card:#f5f6f8;--dim:#56606a;--line:#d7dbe0;\
--good:#12703a;--bad:#b42318;--open:#8a5a00;--blue:#1d4ed8;--teal:#0f766e}
@media(prefers-color-scheme:dark){:root{--ink:#e7e9ec;--paper:#101316;--card:#1a1f24;--dim:#a3acb6;--line:#2f363d;\
--good:#4ade80;--bad:#ff8a80;--open:#f0b849;--blue:#8ab0ff;--teal:#5eead4}}
*{box-sizing:border-box}body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1180px;\
margin:1.5rem auto 4rem;padding:0 1rem}
h1{font-size:1.3rem;margin:0}h2{margin:2.2rem 0 .6rem;font-size:1.15rem;border-top:1px solid var(--line);padding-top:1rem}\
h3{margin:1.2rem 0 .3rem;font-size:1rem}p{margin:.4rem 0}.dim,.none,.subtitle{color:var(--dim)}
.verdict{margin:1rem 0;padding:.8rem 1rem;border-left:6px solid var(--tone);background:var(--card);font-size:1.15rem;font-weight:600;\
overflow-wrap:anywhere}
.good{--tone:var(--good)}.bad{--tone:var(--bad)}.open{--tone:var(--open)}
dl.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:.5rem;margin:1rem 0}
dl.figures>div{background:var(--card);padding:.5rem .7rem;border-radius:4px}dl.figures dt{color:var(--dim);font-size:.85rem}\
dl.figures dd{margin:0;font-size:1.1rem;font-weight:600;overflow-wrap:anywhere}dl.figures small{display:block;color:var(--dim);\
font-weight:400}
ul.statements{padding-left:1.1rem;margin:.8rem 0}ul.statements li{margin:.2rem 0}.warning{border-left:3px solid var(--open);\
padding-left:.7rem}
nav{display:flex;flex-wrap:wrap;gap:.2rem .9rem;margin:1rem 0}a{color:var(--blue)}
.scroll{overflow-x:auto}.scroll:focus-visible,input:focus-visible,select:focus-visible,\
th button:focus-visible{outline:2px solid var(--blue)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}th,td{padding:.18rem .6rem;\
border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}th{color:var(--dim);font-weight:600;vertical-align:bottom}\
.t{text-align:left}tr.gain,tr.loss{color:inherit}tr.gain td:nth-child(5){color:var(--good)}tr.loss td:nth-child(5){color:var(--bad)}\
tr.marked td{font-weight:700}tr.marked td:first-child{color:var(--open)}
table[data-name=result] tr.marked td:first-child{color:inherit}table[data-name=result] td:first-child{white-space:pre}\
table[data-name=provenance] td,table[data-name=definitions] td{white-space:normal;overflow-wrap:anywhere;text-align:left;\
vertical-align:top}
abbr{text-decoration:none;border-bottom:1px dotted var(--dim);cursor:help}pre{background:var(--card);padding:.6rem;overflow-x:auto;\
white-space:pre-wrap;overflow-wrap:anywhere}
.gain{color:var(--good)}.loss{color:var(--bad)}td.mark{outline:2px solid var(--ink);outline-offset:-2px;font-weight:700}
.p1,.p2,.p3,.p4,.p5{--hue:18,112,58}.n1,.n2,.n3,.n4,.n5{--hue:180,35,24}.p1,.n1{background:rgba(var(--hue),.08)}\
.p2,.n2{background:rgba(var(--hue),.15)}.p3,.n3{background:rgba(var(--hue),.22)}.p4,.n4{background:rgba(var(--hue),.3)}\
.p5,.n5{background:rgba(var(--hue),.38)}
svg.chart{display:block;width:100%;height:240px;margin:.3rem 0}svg path{fill:none;vector-effect:non-scaling-stroke}\
path.line{stroke-width:1.5;stroke:var(--blue)}path.balance,path.price{stroke:var(--dim);stroke-width:1}\
path.drawdown{stroke:var(--bad);fill:var(--bad);fill-opacity:.18}path.exposure{stroke:var(--teal)}path.grid{stroke:var(--line)}
path.dot{stroke-linecap:round;stroke-width:3}path.big{stroke-width:8}path.buy{stroke:var(--blue)}path.sell{stroke:var(--open)}\
path.gain{stroke:var(--good)}path.loss{stroke:var(--bad)}rect.gain{fill:var(--good)}rect.loss{fill:var(--bad)}
.tick{fill:var(--dim);font-size:11px}
.filters{display:flex;flex-wrap:wrap;gap:.4rem 1rem;margin:.4rem 0}.filters label{color:var(--dim)}\
select{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--dim);border-radius:4px;max-width:12rem}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer}tr[hidden]{display:none}
@media(max-width:500px){body{padding:0 .6rem;margin-top:.8rem}th,td{padding:.18rem .35rem}table{font-size:.82rem}\
dl.figures{grid-template-columns:1fr 1fr}svg.chart{height:190px}table[data-name=result] td,\
table[data-name=result] th{white-space:pre-wrap}}
@media print{:root{color-scheme:light;--ink:#000;--paper:#fff;--card:#f5f6f8;--dim:#444;--line:#bbb;--good:#12703a;--bad:#b42318;\
--open:#8a5a00;--blue:#1d4ed8;--teal:#0f766e}body{max-width:none;margin:0;font-size:10pt}nav,.filters{display:none}\
.scroll{overflow:visible}table{font-size:7.5pt}th,td{padding:.1rem .25rem}th{white-space:normal}\
svg.chart{height:180px;break-inside:avoid}h2,h3{break-after:avoid}tr{break-inside:avoid}\
table[data-filters] tr:nth-child(n+102){display:none}}`
