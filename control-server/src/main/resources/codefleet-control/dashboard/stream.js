// Server-sent events that connect again by themselves: with a back-off, behind the last event, and not for ever without a key.
import {Problem, address, api, parse} from './api.js';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15000;
/** After so many refused tries behind a cursor it may be of a broker that is gone, and the stream begins again. */
const TRIES_WITH_CURSOR = 3;

class Stream {
  constructor(path, on) {
    this.path = path;
    this.on = on;
    this.tries = 0;
    this.open();
  }

  open() {
    this.timer = undefined;
    const behind = this.last && this.tries < TRIES_WITH_CURSOR;
    const url = address(this.path) + (behind ? (this.path.includes('?') ? '&' : '?') + 'after=' + encodeURIComponent(this.last) : '');
    const source = (this.source = new EventSource(url));
    source.onopen = () => {
      this.tries = 0;
      this.say('live');
    };
    source.onerror = () => this.source === source && this.lost();
    for (const [name, handler] of Object.entries(this.on)) {
      if (typeof handler === 'function' && name !== 'state') source.addEventListener(name, event => this.received(event, handler));
    }
    source.addEventListener('end', event => parse(event.data).reason === 'finished' && this.close());
  }

  received(event, handler) {
    if (event.lastEventId && this.on.resumes) this.last = event.lastEventId;
    handler(parse(event.data));
  }

  say(state, nextTry) {
    if (this.on.state) this.on.state(state, nextTry);
  }

  lost() {
    this.source.close();
    this.source = undefined;
    this.retry();
  }

  retry() {
    clearTimeout(this.timer);
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.tries++) * (0.75 + Math.random() / 4);
    this.say('reconnecting', Date.now() + pause);
    this.timer = setTimeout(() => this.again(), pause);
  }

  /** An EventSource does not tell why it was refused; a plain request does. */
  async again() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.closed || this.source) return;
    try {
      await api.get('/me');
      if (!this.closed && !this.source) this.open();
    } catch (e) {
      if (this.closed) return;
      if (e instanceof Problem && e.unauthenticated) {
        this.close();
        window.dispatchEvent(new CustomEvent('signed-out'));
      } else if (!this.source) {
        this.retry();
      }
    }
  }

  /** Ends a connection that still looks open but no longer is. */
  drop() {
    if (this.source && !this.closed) this.lost();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    if (this.source) this.source.close();
    this.source = undefined;
  }
}

/**
 * Follows a stream until `close()` of the result is called.
 *
 * @param on handlers by event name; `state` is called with 'live', or with 'reconnecting' and the time of the next try;
 *     `resumes` is true for a stream that continues behind a cursor
 */
export function follow(path, on) {
  return new Stream(path, on);
}
