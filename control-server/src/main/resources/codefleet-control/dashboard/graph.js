// The graph of a run, read from the flowchart that the server draws of it.

const NODE = /^ {2}(?:subgraph )?(n\d+)(?:\[|\{\{)"(.*)"(?:\]|\}\})/;
const EDGE = /^ {2}(n\d+) (?:-->|-\. (\w+) \.->) (n\d+)$/;

/**
 * Puts steps into rows, so that each stands below all steps that it comes after.
 *
 * @returns rows of `{step, after}`; `after` has texts such as `build` or `build (failure)`
 */
export function rows(steps, flowchart) {
  const named = new Map();
  const after = new Map(steps.map(step => [step, []]));
  const lines = String(flowchart || '').split('\n');
  for (const [, id, label] of lines.map(line => line.match(NODE)).filter(Boolean)) {
    const step = steps.find(each => label.startsWith(each.name + '<br/>') || label.startsWith(each.name + ' ×'));
    if (step) named.set(id, step);
  }
  for (const [, from, on, to] of lines.map(line => line.match(EDGE)).filter(Boolean)) {
    if (named.has(from) && named.has(to)) after.get(named.get(to)).push({step: named.get(from), on});
  }
  const levels = new Map();
  const level = step => {
    if (!levels.has(step)) levels.set(step, Math.max(0, ...after.get(step).map(each => 1 + level(each.step))));
    return levels.get(step);
  };
  const result = [];
  for (const step of steps) {
    const texts = after.get(step).map(each => each.step.name + (each.on ? ` (${each.on})` : ''));
    (result[level(step)] = result[level(step)] || []).push({step, after: texts});
  }
  return result;
}
