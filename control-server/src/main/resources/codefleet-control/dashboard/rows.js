import {LitElement, html} from 'lit';
import {repeat} from 'lit/directives/repeat.js';

const HEIGHT = 38;
const SPARE = 10;
const FIRST_SIGHT = 20;

/**
 * A table of any length, of which only the rows in sight are in the document. Each item has an `id`, and keeps its row when others
 * come above it, with the focus in it. It sends an event `sight` with `first` and
 * `visible` when other rows come into sight.
 */
class Rows extends LitElement {
  static properties = {label: {}, heads: {attribute: false}, columns: {type: Number}, items: {attribute: false}, total: {attribute: false},
    row: {attribute: false}, key: {attribute: false}, marked: {type: Number}, loaded: {attribute: false}, first: {state: true}, visible: {state: true}};

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.items = [];
    this.marked = -1;
    this.first = 0;
    this.visible = FIRST_SIGHT;
    this.observer = new ResizeObserver(() => this.sight());
  }

  connectedCallback() {
    super.connectedCallback();
    this.observer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  get list() {
    return this.querySelector('.rows');
  }

  sight() {
    if (!this.list) return;
    const first = Math.max(0, Math.floor(this.list.scrollTop / HEIGHT) - SPARE);
    const visible = Math.ceil(this.list.clientHeight / HEIGHT) + 2 * SPARE;
    if (first === this.first && visible === this.visible) return;
    this.first = first;
    this.visible = visible;
    this.dispatchEvent(new CustomEvent('sight', {detail: {first, visible}}));
  }

  toTop() {
    if (this.list) this.list.scrollTop = 0;
    this.sight();
  }

  /** Scrolls as far as it takes to see the row. */
  reveal(row) {
    const top = row * HEIGHT;
    if (top < this.list.scrollTop) this.list.scrollTop = top;
    if (top + 2 * HEIGHT > this.list.scrollTop + this.list.clientHeight) this.list.scrollTop = top + 2 * HEIGHT - this.list.clientHeight;
  }

  space(rows) {
    return html`<tr class="space" aria-hidden="true"><td colspan=${this.columns} style="height:${rows * HEIGHT}px"></td></tr>`;
  }

  render() {
    const from = Math.min(this.first, this.items.length);
    const to = Math.min(this.items.length, from + this.visible);
    return html`<div class="scroll rows panel" tabindex="0" role="region" aria-label=${this.label} @scroll=${() => this.sight()}>
      <table class="virtual" aria-rowcount=${Number(this.total ?? this.items.length) + 1}><thead><tr aria-rowindex="1">${this.heads}</tr></thead>
      <tbody>${this.space(from)}${repeat(this.items.slice(from, to), item => item.id, (item, i) => html`<tr aria-rowindex=${from + i + 2}
        class=${from + i === this.marked ? 'marked' : ''}>${this.row(item)}</tr>`)}${this.space(this.items.length - to)}</tbody></table></div>`;
  }
}

customElements.define('cf-rows', Rows);
