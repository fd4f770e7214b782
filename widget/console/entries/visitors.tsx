import { render } from 'preact';
import { App } from '../visitors/App';
import { Live } from '../visitors/live';

const root = document.getElementById('visitors');
if (root) {
  const live = new Live();
  render(<App live={live} />, root);
  live.start();
}
