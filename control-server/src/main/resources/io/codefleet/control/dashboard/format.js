// Texts for numbers and times.

export function age(millis, now = Date.now()) {
  return duration(now - millis);
}

export function duration(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) return seconds + ' s';
  if (seconds < 3600) return Math.floor(seconds / 60) + ' min ' + (seconds % 60) + ' s';
  if (seconds < 86400) return Math.floor(seconds / 3600) + ' h ' + Math.floor((seconds % 3600) / 60) + ' min';
  return Math.floor(seconds / 86400) + ' d ' + Math.floor((seconds % 86400) / 3600) + ' h';
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
};
