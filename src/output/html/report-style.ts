/** The only style of the report; its digest is in the Content-Security-Policy. Two colour schemes, one set of names. */
export const REPORT_STYLE = `
:root{--ground:#fff;--text:#1b1f24;--faint:#59636e;--line:#d1d9e0;--panel:#f6f8fa;--critical:#a40e26;--high:#c4361c;--medium:#9a6700;--low:#0969da;--informational:#59636e;--good:#1a7f37;--before:#eef4fb;--after:#fdf0ee;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--ground:#0d1117;--text:#e6edf3;--faint:#9198a1;--line:#3d444d;--panel:#161b22;--critical:#ff7b72;--high:#ffa198;--medium:#d29922;--low:#58a6ff;--informational:#9198a1;--good:#3fb950;--before:#10192a;--after:#2a1414}}
*{box-sizing:border-box}
body{margin:0;overflow-wrap:break-word;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,"Segoe UI",sans-serif}
main,header,footer{max-width:1180px;margin:0 auto;padding:0 1rem}
h1{font-size:1.5rem;margin:1.5rem 0 .25rem}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}h3{font-size:1rem;margin:1rem 0 .25rem}
code,.mono{font:13px/1.45 ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
.faint{color:var(--faint)}.late{color:var(--critical);font-weight:600}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.informational{color:var(--informational)}.good{color:var(--good)}
.severity{font-weight:700;text-transform:uppercase;font-size:.8rem;white-space:nowrap}
.card{border:1px solid var(--line);border-left:4px solid var(--faint);background:var(--panel);border-radius:6px;padding:.75rem 1rem;margin:.75rem 0}
.card.grave{border-left-color:var(--critical)}.card.open{border-left-color:var(--medium)}.card.fine{border-left-color:var(--good)}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line)}th{font-weight:600}td.number{text-align:right}td{overflow-wrap:anywhere}td.mono{min-width:8.5rem}
ol.actions li{margin:.25rem 0}
details{border-bottom:1px solid var(--line);padding:.35rem 0}summary{cursor:pointer}summary:focus-visible,input:focus-visible,select:focus-visible,a:focus-visible{outline:2px solid var(--low);outline-offset:2px}
.filters{display:none;gap:.75rem;flex-wrap:wrap;margin:.5rem 0;align-items:center}.scripted .filters{display:flex}
input,select{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:4px;padding:.25rem .5rem}
figure{margin:1rem 0;overflow-x:auto}svg{display:block;width:100%;min-width:640px;height:auto}
svg text{font:11px system-ui,sans-serif;fill:var(--text)}svg .axis{stroke:var(--line)}svg .before{fill:var(--before)}svg .after{fill:var(--after)}svg .patch{stroke:var(--critical);stroke-width:1.5}svg .life{fill:var(--high)}svg .actor{fill:var(--low)}svg .volume{fill:var(--faint);opacity:.45}svg .gap{fill:var(--medium);opacity:.5}svg .dot{fill:var(--critical)}
[hidden]{display:none!important}
nav{display:flex;flex-wrap:wrap}nav a{margin-right:1rem;color:var(--low)}
button{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:4px;padding:.25rem .5rem;cursor:pointer}button:focus-visible{outline:2px solid var(--low);outline-offset:2px}
svg .plot{cursor:crosshair}svg .axis,svg .patch{vector-effect:non-scaling-stroke}.part{display:none}.zoomed .part{display:inline}.zoomed .whole{display:none}
@media print{.filters,nav{display:none!important}body{font-size:11px}code,.mono{font-size:9px}td.mono{min-width:7rem}tr,summary,.card:not(article){break-inside:avoid}h2,h3,h4,summary{break-after:avoid}details:not(.bulk)::details-content{content-visibility:visible;block-size:auto}}
@media (max-width:640px){table.wide thead{display:none}table.wide td{display:block;border:0;padding:.1rem 0}table.wide tr{display:block;border-bottom:1px solid var(--line);padding:.4rem 0}}
`;
