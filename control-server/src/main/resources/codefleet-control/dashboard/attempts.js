// The story of a task as spans of time: its attempts, and why it waited before, between and behind them.
import {api, stringify} from './api.js';
import {count, duration, time, word} from './format.js';
import {waitsFor} from './parts.js';

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];

/** Returns why a task that is queued or delayed does not run, in words; reads the lanes for it. */
export async function whyItWaits(task) {
  if (task.status === 'DELAYED') {
    const cause = task.failures ? 'the pause before the next attempt' : 'its delay';
    return task.dueAt ? `${cause}, until ${time(task.dueAt)}` : cause;
  }
  if (task.status !== 'QUEUED') return '';
  const [stats, lanes] = await Promise.all([api.get('/metrics'), api.get('/lanes')]);
  if (stats.paused) return 'the end of the fleet\'s pause';
  const requires = [...(task.requires || [])].sort().join();
  const lane = lanes.items.find(each => each.type === task.type && (each.worker || '') === (task.task.worker || '')
    && [...each.requires].sort().join() === requires);
  if (!lane) return 'a permit of its concurrency key, or its turn';
  if (waitsFor(lane)) return waitsFor(lane);
  if (!lane.workers.length) return 'a worker: none that is present serves its lane';
  return `its turn: ${count(lane.queued)} tasks wait in its lane, which ${count(lane.workers.length)} workers serve`;
}

/** Returns the spans, the oldest first: `{kind: 'wait' | 'attempt', from, to, text, attempt}`; `to` of the last is now if it goes on. */
export function spans(task, why, now = Date.now()) {
  const result = [];
  let at = task.submittedAt;
  const wait = (to, text) => {
    if (to > at) result.push({kind: 'wait', from: at, to, text: `waited ${duration(to - at)}: ${text}`});
  };
  task.history.forEach((attempt, i) => {
    wait(attempt.startedAt, i ? 'the pause before the next attempt, and the queue' : task.task.delayMs ? 'its delay, and the queue' : 'the queue');
    const to = attempt.endedAt || now;
    const end = attempt.endedAt ? `${word(attempt.end || 'ended')} after ${duration(to - attempt.startedAt)}`
      : `has run for ${duration(to - attempt.startedAt)}`;
    result.push({kind: 'attempt', from: attempt.startedAt, to, attempt, text: `Attempt ${attempt.attempt} on ${attempt.worker}: ${end}`});
    at = to;
  });
  if (!ENDED.includes(task.status) && task.status !== 'RUNNING') {
    result.push({kind: 'wait', from: at, to: now, text: `has waited ${duration(now - at)} for ${why}`});
  } else if (!task.history.length && task.finishedAt) {
    wait(task.finishedAt, 'it ended without an attempt');
  }
  return result;
}

const MEMBERS = ['type', 'priority', 'requires', 'worker', 'spread', 'delayMs', 'parent', 'tags', 'headers', 'context', 'limits', 'retry',
  'concurrency', 'allowance'];

/** The members of a stored task that a new one may have, without its prompt. */
export function template(task) {
  return Object.fromEntries(MEMBERS.filter(name => task[name] !== undefined).map(name => [name, task[name]]));
}

/** A command that submits the same task; the shell takes every character of it literally. */
export function curl(address, task) {
  const quoted = text => "'" + text.replaceAll("'", "'\\''") + "'";
  const body = stringify({prompt: task.prompt, ...template(task)});
  return `curl -sS -X POST ${quoted(address)} \\\n  -H "Authorization: Bearer $CODEFLEET_KEY" \\\n`
    + `  -H 'Content-Type: application/json' \\\n  -d ${quoted(body)}`;
}
