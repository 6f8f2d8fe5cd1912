// Questions to the person, as modal dialogs: the browser keeps the focus inside, and gives it back.
import {html, nothing, render} from 'lit';

/**
 * Asks whether to do something. The question ends, unanswered, when the person goes to another page or is signed out.
 *
 * @param title what is asked, such as 'Drain worker-a?'
 * @param text what it does
 * @param action the name of the button that does it
 * @param body fields of the form, a template
 * @returns the values of the fields, or undefined if the person leaves it
 */
export function confirm({title, text = '', action, danger = false, body = nothing}) {
  return new Promise(resolve => {
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-labelledby', 'dialog-title');
    let values;
    const submitted = event => {
      event.preventDefault();
      values = Object.fromEntries(new FormData(event.target));
      dialog.close();
    };
    const left = () => dialog.close();
    window.addEventListener('hashchange', left);
    window.addEventListener('signed-out', left);
    dialog.addEventListener('close', () => {
      window.removeEventListener('hashchange', left);
      window.removeEventListener('signed-out', left);
      dialog.remove();
      resolve(values);
    });
    render(html`<form @submit=${submitted}><h2 id="dialog-title">${title}</h2>${text ? html`<p>${text}</p>` : nothing}${body}
      <div class="buttons"><button type="button" @click=${() => dialog.close()}>Leave it</button>
        <button type="submit" class=${danger ? 'danger' : 'primary'}>${action}</button></div></form>`, dialog);
    document.body.append(dialog);
    dialog.showModal();
  });
}
