// Figures over time, from a list of tasks.

function mean(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/** How many milliseconds of a task's last attempt lie in a span of time. */
function busy(task, from, to) {
  if (!task.startedAt) return 0;
  return Math.max(0, Math.min(task.finishedAt || to, to) - Math.max(task.startedAt, from));
}

/**
 * Divides the time before `now` into equal spans and computes the figures of each. A figure that a span has no tasks for is
 * null, so that the chart has a gap and no false zero.
 *
 * @param window the length of all spans together, in milliseconds
 */
export function series(tasks, now, window, spans = 60) {
  const length = window / spans;
  const begin = now - window;
  const ended = Array.from({length: spans}, () => []);
  for (const task of tasks) {
    const span = task.finishedAt ? Math.floor((task.finishedAt - begin) / length) : -1;
    if (span >= 0 && span < spans) ended[span].push(task);
  }
  const from = span => begin + span * length;
  const failed = list => list.filter(task => task.status === 'FAILED').length;
  return {
    times: ended.map((_, span) => Math.round(from(span + 1) / 1000)),
    throughput: ended.map(list => list.length / (length / 60000)),
    latency: ended.map(list => mean(list.map(task => (task.finishedAt - task.submittedAt) / 1000))),
    failures: ended.map(list => list.length ? 100 * failed(list) / list.length : null),
    slots: ended.map((_, span) => tasks.reduce((sum, task) => sum + busy(task, from(span), from(span + 1)), 0) / length),
    cost: ended.map(list => list.reduce((sum, task) => sum + Number(task.cost || 0), 0)),
  };
}
