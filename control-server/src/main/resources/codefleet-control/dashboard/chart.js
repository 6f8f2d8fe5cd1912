import {LitElement, html, nothing} from 'lit';
import uPlot from 'uplot';
import {color} from './theme.js';

const HEIGHT = 150;

/**
 * Figures over time that share a unit. What the canvas shows is said in its caption too: the last value of each and the
 * highest one. Lines differ by color and by their dashes.
 */
class Chart extends LitElement {
  static properties = {label: {}, unit: {}, summed: {type: Boolean}, times: {attribute: false}, lines: {attribute: false}, digits: {type: Number}};

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.digits = 1;
    this.lines = [];
    this.times = [];
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.recolor = () => this.hasUpdated && this.draw();
    this.observer = new ResizeObserver(() => this.plot && this.plot.setSize({width: this.room, height: HEIGHT}));
  }

  connectedCallback() {
    super.connectedCallback();
    this.scheme.addEventListener('change', this.recolor);
    window.addEventListener('theme-changed', this.recolor);
    this.observer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.scheme.removeEventListener('change', this.recolor);
    window.removeEventListener('theme-changed', this.recolor);
    this.observer.disconnect();
    if (this.plot) this.plot.destroy();
    this.plot = undefined;
  }

  get room() {
    return Math.max(120, this.querySelector('.plot').clientWidth);
  }

  /** A small number keeps two digits that say something, so that 3 ms are not 0 s. */
  number(value) {
    const small = Math.abs(value) < 10 ** -this.digits;
    return value.toLocaleString(undefined, small ? {maximumSignificantDigits: 2} : {maximumFractionDigits: this.digits});
  }

  text(value) {
    if (value === null || value === undefined) return '–';
    if (this.unit === '$') return '$' + this.number(value);
    return this.number(value) + (this.unit ? ' ' + (value === 1 ? this.unit.replace(/^tasks$/, 'task') : this.unit) : '');
  }

  /** The numbers of the axis have as many digits as make them differ. */
  splits(splits, step) {
    let digits = 0;
    while (digits < 9 && Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6) digits++;
    return splits.map(each => each.toLocaleString(undefined, {minimumFractionDigits: digits, maximumFractionDigits: digits}));
  }

  draw() {
    const axis = {stroke: color('--quiet'), grid: {stroke: color('--line'), width: 1}, ticks: {stroke: color('--line'), width: 1}};
    const drawn = [color('--accent'), color('--warn')];
    if (this.plot) this.plot.destroy();
    this.plot = new uPlot({
      width: this.room, height: HEIGHT, legend: {show: false}, cursor: {show: false},
      scales: {y: {range: (plot, low, high) => [0, high > 0 ? high * 1.1 : 1]}},
      axes: [{...axis, size: 30, values: (plot, splits) => splits.map(each => new Date(each * 1000).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit', hour12: false}))},
        {...axis, size: 52, values: (plot, splits, axis, space, step) => this.splits(splits, step)}],
      series: [{}, ...this.lines.map((line, i) => ({label: line.name, stroke: drawn[i], width: 2, dash: i ? [6, 4] : undefined,
        points: {show: true, size: 4, fill: drawn[i]}}))],
    }, this.points, this.querySelector('.plot'));
  }

  get points() {
    return [this.times, ...this.lines.map(line => line.values)];
  }

  updated() {
    if (this.plot && this.plot.series.length === this.lines.length + 1) this.plot.setData(this.points);
    else this.draw();
  }

  said({name, values}, i) {
    const known = values.filter(value => value !== null);
    const top = known.length ? known.reduce((one, other) => Math.max(one, other)) : null;
    return html`<span class="quiet">${this.lines.length > 1 ? html`<span class="key key-${i}" aria-hidden="true"></span> ${name}: ` : nothing}last ${
      this.text(known.length ? known[known.length - 1] : null)}, highest ${this.text(top)}${
      this.summed ? `, in all ${this.text(known.reduce((one, other) => one + other, 0))}` : ''}</span> `;
  }

  render() {
    return html`<figure><figcaption><strong>${this.label}</strong> ${this.lines.map((line, i) => this.said(line, i))}</figcaption>
      <div class="plot" aria-hidden="true"></div></figure>`;
  }
}

customElements.define('cf-chart', Chart);
