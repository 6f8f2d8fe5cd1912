// The answers of the tasks of a step side by side; of a task that counted votes, the votes and what was counted.
import {html, nothing} from 'lit';
import {api, queryOf} from './api.js';
import {cost, count, many, word} from './format.js';
import {problem, state, table} from './parts.js';
import {openTask, shown} from './unlock.js';
import './patch.js';

/** How many answers are shown side by side. */
const COMPARED = 8;
const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];

function pathOf(id) {
  return '/tasks/' + encodeURIComponent(id);
}

/** Returns the ids of the tasks in a run that have counted votes: each of them is one task of a step, and the votes are its children. */
export async function countsOf(run) {
  const {items} = await api.get('/tasks' + queryOf({type: 'consensus', q: run, limit: 200}));
  return new Set(items.filter(task => ENDED.includes(task.status)).map(task => task.id));
}

/** Returns the answers of a step: `{tasks}`, and `counted` if its one task counted votes. */
export async function answersOf(step, namespace) {
  const read = async id => openTask(await api.get(pathOf(id)), namespace);
  const tasks = await Promise.all(step.tasks.slice(0, COMPARED).map(read));
  const result = tasks.length === 1 && tasks[0].outcome && tasks[0].outcome.result;
  const counted = result && result.data && result.data.votes ? result.data : undefined;
  if (!counted) return {tasks};
  // A vote that was not needed any more may have no task, and one of an old run is not kept: it hides no other.
  const voted = await Promise.all(counted.votes.slice(0, COMPARED).map(async vote =>
    ({...await read(vote.task).catch(fault => ({id: vote.task, fault})), vote})));
  return {tasks: voted, counted};
}

function percent(share) {
  return Math.round(100 * share) + ' %';
}

function decision({agreed, strength, tieBroken, explanation, candidates, votes}) {
  return html`<p>${agreed ? html`<strong>Agreed</strong> by ${percent(strength)}${tieBroken ? ', a tie that its rule decided' : ''}: ${
    shown(candidates[0].answer)}` : html`<strong>Not agreed.</strong> ${shown(explanation)}`}
    ${votes.length > COMPARED ? html`<span class="quiet">The first ${COMPARED} of ${many(votes.length, 'vote')} are shown.</span>` : nothing}</p>`;
}

function candidates(counted) {
  return counted.candidates.length ? table('Candidates', html`<th scope="col">Candidate</th><th scope="col" class="n">Score</th>
    <th scope="col" class="n">Share</th><th scope="col" class="n">Votes</th>`, counted.candidates.map(each => html`<tr>
    <td class="answer">${shown(each.answer)}</td><td class="n">${count(each.score)}</td><td class="n">${percent(each.share)}</td>
    <td class="n">${each.votes.length}</td></tr>`)) : nothing;
}

/** How a vote counted, and for which candidate. */
function ballot({round, voter, status, note, candidate}, counted) {
  const chosen = counted.candidates[candidate];
  return html`<p><strong>${voter}</strong> <span class="quiet">round ${round}, ${word(status)}${note ? ': ' + note : ''}</span>${
    chosen ? html` for <em>${shown(chosen.answer)}</em>` : nothing}</p>`;
}

function answer(task, counted) {
  const result = task.outcome && task.outcome.result;
  const error = task.outcome && task.outcome.error;
  return html`<section class="vote"><h3><a href="#/task${queryOf({id: task.id})}">${task.id}</a></h3>
    ${task.vote ? ballot(task.vote, counted) : nothing}${task.fault ? problem(task.fault) : html`
    <p>${state(task.status)} <span class="quiet">${result && result.model ? result.model : ''} ${cost(task.usage)}</span></p>`}
    ${error ? html`<p class="problem">${error.kind}: ${shown(error.message)}</p>` : nothing}
    ${result ? html`<pre tabindex="0">${shown(result.text)}</pre>` : nothing}
    ${result && result.patch ? html`<cf-patch .patch=${result.patch}></cf-patch>` : nothing}</section>`;
}

/** The answers side by side, below what was counted. */
export function answers(name, {tasks, counted}) {
  return html`<h2>${counted ? 'Votes' : 'Answers'} of ${name}</h2>${counted ? html`${decision(counted)}${candidates(counted)}` : nothing}
    <div class="votes">${tasks.map(task => answer(task, counted))}</div>`;
}
