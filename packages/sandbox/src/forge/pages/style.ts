/** Served as /style.css; light or dark as the browser asks. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: #1f2933; --faint: #5b6876; --line: #d9dfe6; --back: #fff; --raised: #f5f7f9;
  --link: #1f5bb5; --button: #1f5bb5; --on-button: #fff; --add: #e2f5e6; --del: #fde8e8; --good: #1a6b35; --bad: #a32a2a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e8ec; --faint: #9aa7b4; --line: #38424d; --back: #14181c; --raised: #1d2329;
    --link: #82b1ff; --button: #82b1ff; --on-button: #10151a; --add: #14341f; --del: #431d1f; --good: #7ed99a; --bad: #ff9c9c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
header, nav, main { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
header { display: flex; gap: 6px 16px; align-items: baseline; flex-wrap: wrap; padding-top: 18px; }
.brand { font-weight: 600; color: var(--text); }
.path { overflow-wrap: anywhere; }
.portal { margin-left: auto; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
nav { display: flex; gap: 20px; margin-top: 12px; position: relative; }
nav::after { content: ''; position: absolute; left: 20px; right: 20px; bottom: 0; border-bottom: 1px solid var(--line); z-index: -1; }
nav a { padding: 6px 0 8px; color: var(--faint); }
nav a[aria-current] { color: var(--text); box-shadow: inset 0 -2px var(--link); }
nav b { font-weight: 500; background: var(--raised); border-radius: 9px; padding: 0 7px; }
main { padding-top: 20px; padding-bottom: 48px; }
h1 { font-size: 20px; line-height: 1.3; margin: 0 0 12px; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 28px 0 8px; }
p { margin: 0 0 12px; max-width: 75ch; }
small, .faint { color: var(--faint); }
code, pre, .file { font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, monospace; }
code { background: var(--raised); padding: 1px 5px; border-radius: 4px; overflow-wrap: anywhere; }
.list { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; list-style: none; margin: 0; padding: 0; }
.list li { padding: 9px 14px; display: flex; gap: 2px 12px; align-items: baseline; flex-wrap: wrap; }
.list li + li { border-top: 1px solid var(--line); }
.list li > :first-child { flex: 1 1 320px; overflow-wrap: anywhere; }
.list small { margin-left: auto; }
.list form { margin-left: auto; }
.above { display: flex; gap: 4px 16px; flex-wrap: wrap; align-items: baseline; margin-bottom: 12px; }
.above small { margin-left: auto; }
.box { border: 1px solid var(--line); border-radius: 8px; background: var(--raised); padding: 14px; margin: 16px 0; }
.box > :last-child { margin-bottom: 0; }
pre { margin: 0 0 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
.file { border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; padding: 8px 0; counter-reset: line; }
.file span { display: block; width: max-content; min-width: 100%; min-height: 1.55em; padding: 0 14px; white-space: pre; tab-size: 4; }
.numbered span { counter-increment: line; }
.numbered span::before { content: counter(line); display: inline-block; width: 4ch; margin-right: 2ch; text-align: right; color: var(--faint); user-select: none; }
.diff { margin-bottom: 16px; border: 1px solid var(--line); border-radius: 8px; }
.diff summary { padding: 8px 14px; cursor: pointer; overflow-wrap: anywhere; }
.diff .file { border: 0; border-top: 1px solid var(--line); border-radius: 0 0 8px 8px; padding: 0; }
.diff .none { padding: 0 14px; }
.add { background: var(--add); } .del { background: var(--del); } .hunk { color: var(--faint); background: var(--raised); }
.plus { color: var(--good); } .minus { color: var(--bad); }
button { font: inherit; padding: 6px 16px; border: 0; border-radius: 6px; background: var(--button); color: var(--on-button); cursor: pointer; }
.list button { padding: 3px 12px; }
.state { border-radius: 10px; padding: 1px 10px; background: var(--raised); color: var(--faint); font-size: 13px; font-weight: 500; vertical-align: middle; }
.state.merged { color: var(--good); }
`;
