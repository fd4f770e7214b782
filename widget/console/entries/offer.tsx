import { render } from 'preact';
import { Root } from '../offers/Root';

const root = document.getElementById('offer');
if (root) render(<Root id={root.dataset.id ?? ''} />, root);
