// Small templates that several pages use.
import {html, nothing} from 'lit';
import {STATES} from './format.js';

export function state(name) {
  const [sign, word] = STATES[name] || ['?', String(name).toLowerCase()];
  return html`<span class="state state-${word.replaceAll(' ', '-')}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

export function problem(failure) {
  return failure ? html`<p class="problem" role="alert">${failure.message}</p>` : nothing;
}

export function fact(label, value) {
  return html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>`;
}

/** A patch, line by line, with the class of each line for its color; the sign at its start tells the same. */
export function patchLines(patch) {
  const kind = line => line.startsWith('+++') || line.startsWith('---') || line.startsWith('diff ') ? 'file'
    : line.startsWith('@@') ? 'hunk' : line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
  return html`<pre class="patch" tabindex="0" aria-label="Patch">${patch.split('\n').map(line =>
    html`<span class="line ${kind(line)}">${line}\n</span>`)}</pre>`;
}

/** A table that scrolls by itself where the window is narrow, with the keys too. */
export function table(label, heads, rows) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table>
    <thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
