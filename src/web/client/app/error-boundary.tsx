import { Component, type ReactNode } from 'react';

/** Shows `fallback` instead of a page that failed to render. It is renewed with another `key`. */
export class ErrorBoundary extends Component<
  { readonly children: ReactNode; readonly fallback: (error: unknown) => ReactNode },
  { readonly error: unknown }
> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : this.props.fallback(this.state.error);
  }
}
