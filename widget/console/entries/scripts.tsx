import { render } from 'preact';
import { Root } from '../scripts/Root';

const root = document.getElementById('script-editor');
if (root) render(<Root id={root.dataset.id ?? ''} />, root);
