import {LitElement} from 'lit';
import {api} from './api.js';

/** A page: loads its data, loads it again when something changed, and shows what went wrong. Styles are the document's. */
export class Page extends LitElement {
  static properties = {
    parameters: {attribute: false},
    data: {state: true},
    failure: {state: true},
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.refresh();
    this.onChange = () => this.refreshSoon();
    window.addEventListener('fleet-changed', this.onChange);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('fleet-changed', this.onChange);
    clearTimeout(this.timer);
  }

  willUpdate(changed) {
    if (changed.has('parameters') && changed.get('parameters') !== undefined) this.refresh();
  }

  /** Many events in a moment cause one read. */
  refreshSoon() {
    if (this.timer || document.hidden) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.refresh();
    }, 500);
  }

  async refresh() {
    try {
      this.data = await this.load(api);
      this.failure = undefined;
    } catch (e) {
      this.failure = e;
      if (e.unauthenticated) window.dispatchEvent(new CustomEvent('signed-out'));
    }
  }

  /** Runs an action and shows the new state, or what went wrong. */
  async act(action) {
    try {
      await action();
      await this.refresh();
    } catch (e) {
      this.failure = e;
    }
  }
}
