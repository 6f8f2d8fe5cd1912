import {LitElement, html} from 'lit';
import {api} from './api.js';
import {problem} from './parts.js';
import {isHeld} from './still.js';

/** How often relative times are written again. */
const CLOCK_MS = 10000;
/** How long a second click does nothing after an action was answered, if the new state is not read before. */
const SETTLED_MS = 2000;

/**
 * A page: loads its data, loads it again when something changed, and shows what went wrong: `failure` of the last read, and
 * `refusal` of the last action, which no read clears. Styles are the document's.
 */
export class Page extends LitElement {
  static properties = {
    parameters: {attribute: false},
    me: {attribute: false},
    data: {state: true},
    failure: {state: true},
    refusal: {state: true},
    notice: {state: true},
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.refresh();
    this.ticks = setInterval(() => document.hidden || this.requestUpdate(), CLOCK_MS);
    this.onChange = () => this.refreshSoon();
    this.onVisible = () => document.hidden || this.refreshSoon();
    this.onKey = event => plain(event) && this.pressed(event);
    window.addEventListener('fleet-changed', this.onChange);
    window.addEventListener('keydown', this.onKey);
    document.addEventListener('visibilitychange', this.onVisible);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('fleet-changed', this.onChange);
    window.removeEventListener('keydown', this.onKey);
    document.removeEventListener('visibilitychange', this.onVisible);
    clearInterval(this.ticks);
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  willUpdate(changed) {
    if (!changed.has('parameters') || changed.get('parameters') === undefined) return;
    this.refusal = undefined;
    this.read();
  }

  /** A key was pressed outside of fields. */
  pressed() {}

  /** The server decides; this only leaves out what it would refuse. */
  may(role) {
    const roles = ['observer', 'submitter', 'operator', 'admin'];
    return Boolean(this.me) && roles.indexOf(this.me.role) >= roles.indexOf(role);
  }

  /**
   * Many events in a moment cause one read, which begins when the last one has ended: where answers are slower than the fleet
   * changes, each of them is shown. A page that is held still is not read by itself.
   */
  refreshSoon() {
    if (this.timer || document.hidden || isHeld()) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.reading) this.refreshSoon();
      else if (!isHeld()) this.read();
    }, 500);
  }

  /** Reads the page again, after the read that is under way, which may have been answered before what is to be seen. */
  refresh() {
    if (!this.reading) return this.read();
    this.next ||= this.reading.then(() => this.isConnected && this.read());
    return this.next;
  }

  /** Reads at once. Of two reads that overlap, the later one is shown, in whatever order they are answered. */
  read() {
    const turn = (this.turn = (this.turn || 0) + 1);
    this.next = undefined;
    this.reading = this.answered(turn).finally(() => {
      if (turn === this.turn) this.reading = undefined;
    });
    return this.reading;
  }

  async answered(turn) {
    try {
      const data = await this.load(api);
      if (turn !== this.turn) return;
      this.data = data;
      this.failure = undefined;
    } catch (e) {
      if (turn === this.turn) this.failed(e);
    }
  }

  failed(e) {
    this.failure = e;
    if (e.unauthenticated) window.dispatchEvent(new CustomEvent('signed-out'));
  }

  refused(e) {
    this.refusal = e;
    if (e.unauthenticated) window.dispatchEvent(new CustomEvent('signed-out'));
  }

  /**
   * Runs an action and shows the new state, or what went wrong. A second click, while the action is under way, does nothing.
   *
   * @param what names the action and what it acts on
   */
  async act(what, action) {
    this.acting ||= new Set();
    if (this.acting.has(what)) return;
    this.acting.add(what);
    this.refusal = undefined;
    try {
      await action();
      await Promise.race([this.refresh(), new Promise(settled => setTimeout(settled, SETTLED_MS))]);
    } catch (e) {
      this.refused(e);
    } finally {
      this.acting.delete(what);
    }
  }

  /** What went wrong: of an action until the next one, other parameters, or until a person dismisses it. */
  problems() {
    return html`${problem(this.failure)}${problem(this.refusal, () => (this.refusal = undefined))}`;
  }
}

/** Whether a key is a command: not typed into a field, and not the browser's. */
export function plain(event) {
  return !(event.target instanceof Element && event.target.matches('input, textarea, select, dialog, dialog *'))
    && !event.ctrlKey && !event.metaKey && !event.altKey;
}
