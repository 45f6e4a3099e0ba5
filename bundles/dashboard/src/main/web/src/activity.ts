import { strings as t } from './strings';

type Json = Record<string, unknown>;
type Tone = 'ok' | 'warn' | 'bad' | 'neutral';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const object = (value: unknown): Json => (value && typeof value === 'object' ? (value as Json) : {});

const who = (event: Json): string => {
  const peer = object(event.peer);
  const name = text(event.name) || text(peer.name) || text(event.uuid) || text(peer.uuid) || text(peer.identity);
  return name || text(object(event.connection).remote) || t.activity.somebody;
};

/** An event in a sentence. Unknown ones are told by their name: a newer gateway may have more of them. */
export function activityText(event: Json): { text: string; tone: Tone } {
  switch (event.type) {
    case 'PeerAccepted':
      return { text: t.activity.accepted(who(event), text(event.authenticator)), tone: 'ok' };
    case 'PeerRefused':
      return {
        text: t.activity.refused(who(event), text(event.reason)),
        tone: event.result === 'REJECTED' ? 'warn' : 'bad',
      };
    case 'SessionEnded':
      return { text: t.activity.ended(who(event), closeText(event.reason)), tone: 'neutral' };
    case 'AuthorityActed':
      return { text: t.activity.authority(text(event.action), text(event.actor)), tone: 'neutral' };
    case 'OperatorLogin':
      return event.success
        ? { text: t.activity.login(text(event.user), text(event.remote)), tone: 'ok' }
        : { text: t.activity.loginFailed(text(event.user), text(event.remote), text(event.reason)), tone: 'bad' };
    case 'OperatorActed': {
      const deed = [text(event.action), text(event.target)].filter(Boolean).join(' ');
      return event.success
        ? { text: t.activity.operator(text(event.user), deed), tone: 'neutral' }
        : { text: t.activity.operatorFailed(text(event.user), deed, text(event.detail)), tone: 'warn' };
    }
    default:
      return { text: text(event.type), tone: 'neutral' };
  }
}

function closeText(reason: unknown): string {
  if (typeof reason === 'string') {
    return reason;
  }
  const { code, text: words } = object(reason);
  return [code, words].filter((part) => part !== undefined && part !== '').join(' ');
}
