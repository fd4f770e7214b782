import { render } from 'preact';
import { App } from '../inbox/App';
import { Inbox } from '../inbox/inbox';
import { readySound } from '../live/sounds';

const root = document.getElementById('inbox');
if (root) {
  const inbox = new Inbox();
  readySound();
  render(<App inbox={inbox} />, root);
  inbox.start();
}
