import { useState } from 'preact/hooks';
import { post, remove, type Schema } from '../api';
import { dateTime } from '../format';
import { strings as t } from '../strings';
import { Confirm } from '../ui/Confirm';
import { CopyButton } from '../ui/CopyButton';
import { Field } from '../ui/Field';
import { FormDialog } from '../ui/FormDialog';
import { Icon } from '../ui/icons';
import { Loaded } from '../ui/Loaded';
import { Badge, Empty, Notice } from '../ui/Notice';
import { Card, Page } from '../ui/Page';
import { tell } from '../ui/toast';
import { useResource } from '../useResource';

type Token = Schema['Token'];

/** Tokens with which programs use the API. */
export function Tokens() {
  const resource = useResource<Schema['Tokens']>('/tokens');
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  return (
    <Page
      title={t.pages.tokens}
      lead={t.tokens.lead}
      actions={
        <button type="button" class="button primary" onClick={() => setCreating(true)}>
          <Icon name="plus" size={18} />
          {t.tokens.create}
        </button>
      }
    >
      <Loaded from={resource}>{({ tokens }) => <TokenTable tokens={tokens} onRevoke={setRevoking} />}</Loaded>
      {creating && <CreateToken onCreated={() => void resource.reload()} onClose={() => setCreating(false)} />}
      {revoking && (
        <Confirm
          title={t.tokens.revokeTitle(revoking.name)}
          action={t.tokens.revoke}
          danger
          onConfirm={async () => {
            await remove(`/tokens/${encodeURIComponent(revoking.name)}`);
            tell(t.tokens.revoked(revoking.name));
            await resource.reload();
          }}
          onClose={() => setRevoking(undefined)}
        >
          <p>{t.tokens.revokeText}</p>
        </Confirm>
      )}
    </Page>
  );
}

function TokenTable({ tokens, onRevoke }: { tokens: Token[]; onRevoke: (token: Token) => void }) {
  if (tokens.length === 0) {
    return (
      <Card>
        <Empty icon="tokens">{t.tokens.none}</Empty>
      </Card>
    );
  }
  return (
    <div class="table-frame scroll-x">
      <table class="plain cards">
        <thead>
          <tr>
            <th scope="col">{t.tokens.name}</th>
            <th scope="col">{t.tokens.role}</th>
            <th scope="col">{t.tokens.created}</th>
            <th scope="col">{t.tokens.expires}</th>
            <th scope="col">
              <span class="visually-hidden">{t.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.name}>
              <td data-label={t.tokens.name}>
                <strong class="wrap-anywhere">{token.name}</strong>
              </td>
              <td data-label={t.tokens.role}>{t.roles[token.role]}</td>
              <td data-label={t.tokens.created}>{dateTime(token.created)}</td>
              <td data-label={t.tokens.expires}>
                <Expiry of={token} />
              </td>
              <td>
                <button
                  type="button"
                  class="button small danger"
                  aria-label={`${t.tokens.revoke} ${token.name}`}
                  onClick={() => onRevoke(token)}
                >
                  {t.tokens.revoke}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Expiry({ of: token }: { of: Token }) {
  if (!token.expires) {
    return <span>{t.tokens.never}</span>;
  }
  return Date.parse(token.expires) < Date.now() ? (
    <Badge tone="bad">{t.tokens.expired}</Badge>
  ) : (
    <span>{dateTime(token.expires)}</span>
  );
}

function CreateToken({ onCreated, onClose }: { onCreated: () => void; onClose: () => void }) {
  const [created, setCreated] = useState<Schema['CreatedToken']>();
  const send = async (given: (name: string) => string) => {
    const body = { name: given('name'), role: given('role'), days: given('days') ? Number(given('days')) : null };
    setCreated(await post<Schema['CreatedToken']>('/tokens', body));
    onCreated();
  };
  return (
    <FormDialog
      title={t.tokens.create}
      action={t.create}
      onSend={send}
      onClose={onClose}
      done={
        created && (
          <>
            <Notice tone="warn" live>
              {t.tokens.once}
            </Notice>
            <pre class="code wrap-anywhere token">{created.token}</pre>
            <p class="muted small">
              {t.tokens.usage} <code>Authorization: Bearer …</code>
            </p>
            <div class="row">
              <CopyButton text={created.token} />
            </div>
          </>
        )
      }
    >
      <Field label={t.tokens.name} hint={t.tokens.nameHint}>
        <input name="name" required maxLength={64} pattern="[A-Za-z0-9_.\-]+" />
      </Field>
      <Field label={t.tokens.role} hint={t.tokens.roleHint}>
        <select name="role">
          {(['VIEWER', 'OPERATOR', 'ADMIN'] as const).map((role) => (
            <option key={role} value={role}>
              {t.roles[role]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t.tokens.days} hint={t.tokens.daysHint}>
        <input name="days" type="number" min={1} max={36500} defaultValue="365" />
      </Field>
    </FormDialog>
  );
}
