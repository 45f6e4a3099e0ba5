import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { strings as t } from '../strings';

/** Whether the reader has come from another page of ours: then the heading gets the focus, as with a page load. */
let moved = false;

/** What each page begins with. */
export function Page(props: {
  title: string;
  lead?: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${props.title} - ${t.product}`;
    if (moved) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    moved = true;
  }, [props.title]);
  return (
    <>
      <div class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.actions && <div class="actions">{props.actions}</div>}
        {props.lead && <p class="lead">{props.lead}</p>}
      </div>
      {props.children}
    </>
  );
}

export function Card(props: {
  title?: string;
  actions?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}) {
  return (
    <section class={`card ${props.class ?? ''}`} aria-label={props.title}>
      {props.title && (
        <header>
          <h2>{props.title}</h2>
          {props.actions && <div class="push row tight">{props.actions}</div>}
        </header>
      )}
      {props.children}
    </section>
  );
}

/** Pairs of a name and what it is; those without a value are left out. */
export function Facts({ of }: { of: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {of
        .filter(([, value]) => value !== undefined && value !== null && value !== '')
        .map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
    </dl>
  );
}
