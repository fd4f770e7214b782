import { Component, type ComponentChildren } from 'preact';
import { t } from '../lib/texts';
import { Icon } from './icons';

/** Keeps a fault in one part of the inbox from taking the others along. */
export class Safe extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ failed: true });
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div class="empty" role="alert">
        <Icon name="triangle-alert" />
        <h2>{t('broken')}</h2>
        <p>{t('broken_text')}</p>
        <button type="button" class="btn" onClick={() => location.reload()}>
          {t('load_again')}
        </button>
      </div>
    );
  }
}
