// Pausing and resuming the fleet, from any page.
import {html, nothing} from 'lit';
import {api} from './api.js';
import {confirm} from './dialog.js';

async function order(page, action, text) {
  if (await confirm({title: `${action} the fleet?`, text, action, danger: action === 'Pause'})) {
    await page.act(action + ' the fleet', () => api.post('/' + action.toLowerCase()));
  }
}

/** A button of a page for operators; the page has read whether the fleet is paused. */
export function fleetPause(page, paused) {
  if (!page.may('operator')) return nothing;
  return paused ? html`<button type="button"
      @click=${() => order(page, 'Resume', 'Tasks that wait are handed out to workers again.')}>Resume the fleet</button>`
    : html`<button type="button" @click=${() => order(page, 'Pause',
      'No task is handed out to any worker until the fleet is resumed. Tasks that run go on, and approvals can be decided.')}>Pause the fleet</button>`;
}

/** Says that the fleet is paused, if it is. */
export function pauseNotice(paused) {
  return paused ? html`<p class="problem">The fleet is paused: no task is handed out.</p>` : nothing;
}
