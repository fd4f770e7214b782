import { Component, h, type ComponentType } from 'preact';

/** A view that paints only when one of its properties is another. */
export function memo<Props extends object>(View: ComponentType<Props>): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return Object.entries(next).some(([key, value]) => this.props[key as keyof Props] !== value);
    }

    override render() {
      return h(View, this.props as Props & object);
    }
  } as ComponentType<Props>;
}
