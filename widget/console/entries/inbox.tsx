import { render } from 'preact';
import { App } from '../inbox/App';
import { Desk } from '../inbox/state/desk';
import { Inbox } from '../inbox/state/inbox';
import { readySound } from '../live/sounds';

const root = document.getElementById('inbox');
if (root) {
  const inbox = new Inbox();
  const desk = new Desk(inbox);
  readySound();
  render(<App desk={desk} />, root);
  desk.begin();
  inbox.start();
}
