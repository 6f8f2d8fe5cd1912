// Texts for numbers and times.

export function age(millis, now = Date.now()) {
  return duration(now - millis);
}

export function duration(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) return seconds + ' s';
  if (seconds < 3600) return two(seconds, 60, 'min', 1, 's');
  if (seconds < 86400) return two(seconds, 3600, 'h', 60, 'min');
  return two(seconds, 86400, 'd', 3600, 'h');
}

/** Two units; the smaller one is left out where there is none of it. */
function two(seconds, large, largeName, small, smallName) {
  const rest = Math.floor((seconds % large) / small);
  return Math.floor(seconds / large) + ' ' + largeName + (rest ? ' ' + rest + ' ' + smallName : '');
}

export function size(bytes) {
  const number = Number(bytes);
  if (number < 1024) return number + ' bytes';
  const units = number < 1024 * 1024 ? ['KiB', 1024] : ['MiB', 1024 * 1024];
  return (number / units[1]).toLocaleString(undefined, {maximumFractionDigits: 1}) + ' ' + units[0];
}

/** A number and what it counts: `1 task`, `2 tasks`. */
export function many(number, singular, plural = singular + 's') {
  return count(number) + ' ' + (Number(number) === 1 ? singular : plural);
}

export function time(millis) {
  return new Date(millis).toLocaleString();
}

export function count(number) {
  return typeof number === 'bigint' ? number.toLocaleString() : Number(number).toLocaleString();
}

/** One word for a class or a key that is written in capitals. */
export function word(code) {
  return String(code).toLowerCase().replaceAll('_', ' ');
}

export function cost(usage) {
  return usage && usage.cost ? '$' + usage.cost : '';
}

/** The sign and the word of a state: color alone never says it. */
export const STATES = {
  DELAYED: ['◷', 'delayed'],
  QUEUED: ['…', 'queued'],
  RUNNING: ['▶', 'running'],
  COMPLETED: ['✓', 'completed'],
  FAILED: ['✗', 'failed'],
  CANCELLED: ['⊘', 'cancelled'],
  ONLINE: ['●', 'online'],
  BUSY: ['▶', 'busy'],
  PAUSED: ['‖', 'paused'],
  DRAINING: ['↓', 'draining'],
  OFFLINE: ['○', 'offline'],
  FIRING: ['▲', 'firing'],
  PENDING: ['◷', 'pending'],
  RESOLVED: ['✓', 'resolved'],
  SUCCEEDED: ['✓', 'succeeded'],
  SKIPPED: ['⊘', 'skipped'],
  WAITING_FOR_APPROVAL: ['?', 'needs you'],
  SUBMITTED: ['+', 'submitted'],
  STARTED: ['▶', 'started'],
  RETRYING: ['↻', 'retrying'],
  LEASE_LOST: ['!', 'lease lost'],
  RELEASED: ['↩', 'handed back'],
  CANCEL_REQUESTED: ['⊘', 'cancel requested'],
};
