import { render } from 'preact';
import { Root } from '../forms/Root';

const root = document.getElementById('form');
if (root) render(<Root id={root.dataset.id ?? ''} />, root);
