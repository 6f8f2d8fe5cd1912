// Small templates that several pages use.
import {html, nothing} from 'lit';
import {STATES, age, time} from './format.js';
import './copy.js';

export function state(name) {
  const [sign, word] = STATES[name] || ['?', String(name).toLowerCase()];
  return html`<span class="state state-${word.replaceAll(' ', '-')}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** What went wrong; with `dismiss`, a person can take it away. */
export function problem(failure, dismiss) {
  if (!failure) return nothing;
  return html`<div class="problem" role="alert"><p>${failure.message} ${dismiss ? html`<button type="button"
      @click=${dismiss}>Dismiss</button>` : nothing}</p>${(failure.errors || []).length ? html`<ul>${
    failure.errors.map(each => html`<li><code>${each.pointer || each.parameter}</code> ${each.detail}</li>`)}</ul>` : nothing}</div>`;
}

/** What a page shows before its first answer, or in its place. */
export function waiting(page) {
  return page.failure ? html`${problem(page.failure)}<p><button type="button" @click=${() => page.refresh()}>Try again</button></p>`
    : html`<div class="skeleton" role="status"><span class="for">Loading</span><i></i><i></i><i></i></div>`;
}

const SAVED_MS = 10000;

/** Saves a file, of one part or several. */
export function save(name, type, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content].flat(), {type}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_MS);
}

/** A list without items, and what would fill it. */
export function empty(text, hint = nothing) {
  return html`<div class="empty"><p>${text}</p>${hint === nothing ? nothing : html`<p class="quiet">${hint}</p>`}</div>`;
}

/**
 * What the task of a lane waits for, if that is not a worker. An approval, and a pause or a time limit of a run, is placed on a
 * worker of its own id, `PARENT/STEP` or `RUN/+pause#1`.
 */
export function waitsFor(lane) {
  if (!lane.worker || !lane.worker.includes('/')) return undefined;
  return lane.worker.includes('/+') ? 'its end' : 'a person';
}

export function fact(label, value) {
  return html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>`;
}

/** A moment: how long ago, and exactly when the pointer rests on it. */
export function ago(millis, suffix = ' ago') {
  return millis ? html`<time datetime=${new Date(Number(millis)).toISOString()} title=${time(millis)}>${age(millis)}${suffix}</time>` : '–';
}

/** A moment exactly, and how long ago when the pointer rests on it. */
export function at(millis) {
  const left = Number(millis) - Date.now();
  return millis ? html`<time datetime=${new Date(Number(millis)).toISOString()} title=${
    left > 0 ? 'in ' + age(Date.now() - left) : age(millis) + ' ago'}>${time(millis)}</time>` : '–';
}

/** A text with a button that copies it. */
export function copyable(text, shown = text) {
  return html`<span class="copyable">${shown}<cf-copy .text=${String(text)}></cf-copy></span>`;
}

/** A table that scrolls by itself where the window is narrow, with the keys too. */
export function table(label, heads, rows) {
  return html`<div class="scroll panel" tabindex="0" role="region" aria-label=${label}><table>
    <thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** The heading of a page about one thing, with a button that copies its id. */
export function title(id) {
  return html`<div class="title"><h1>${id}</h1><cf-copy .text=${id}></cf-copy></div>`;
}
