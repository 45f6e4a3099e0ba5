import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons';

export type Tone = 'ok' | 'warn' | 'bad' | 'neutral';

const icons = { ok: 'check', warn: 'warning', bad: 'warning', neutral: 'info' } as const;

/** A few words that somebody should read; `live` ones are read aloud when they appear, and are seen in a dialog. */
export function Notice(props: { tone: Tone; live?: boolean; children: ComponentChildren }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (props.live && element.current?.closest('dialog')) {
      element.current.scrollIntoView({ block: 'nearest' });
    }
  }, [props.live]);
  return (
    <div
      ref={element}
      class={`notice ${props.tone}`}
      role={props.live ? (props.tone === 'bad' ? 'alert' : 'status') : undefined}
    >
      <Icon name={icons[props.tone]} />
      <div>{props.children}</div>
    </div>
  );
}

export function Badge(props: { tone: Tone; children: ComponentChildren; class?: string }) {
  return <span class={`badge ${props.tone} ${props.class ?? ''}`}>{props.children}</span>;
}

export function Empty(props: { icon: Parameters<typeof Icon>[0]['name']; children: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={props.icon} />
      <div>{props.children}</div>
    </div>
  );
}
