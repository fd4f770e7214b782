import css from './form.css';
import { style } from './style';

const styled = new WeakSet<ShadowRoot>();

/** What cards look like, once for each root. */
export const cardStyle = (root: ShadowRoot): void => {
  if (!styled.has(root)) style(root, css);
  styled.add(root);
};
