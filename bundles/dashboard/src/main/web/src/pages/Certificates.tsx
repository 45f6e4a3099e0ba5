import { useState } from 'preact/hooks';
import { link, type Schema } from '../api';
import { count, date, daysUntil, fingerprint, words } from '../format';
import { useLive } from '../live';
import { may } from '../me';
import { strings as t } from '../strings';
import { Icon } from '../ui/icons';
import { Loaded } from '../ui/Loaded';
import { Badge, Empty, Notice, type Tone } from '../ui/Notice';
import { Card, Facts, Page } from '../ui/Page';
import { useResource } from '../useResource';
import { CertificateList } from './CertificateList';
import { CrossCertify } from './CrossCertify';
import { ImportAuthority } from './ImportAuthority';
import { IssueCertificate } from './IssueCertificate';
import { RenewAuthority } from './RenewAuthority';

type Authority = Schema['Authority'];

const FILES = ['ca.pem', 'ca.jks', 'crl.pem'];

/** The certificate authority of devices, and what it has issued. */
export function Certificates() {
  const authority = useResource<Authority>('/authority');
  const [renewing, setRenewing] = useState(false);
  const [issuing, setIssuing] = useState(false);
  const [version, setVersion] = useState(0);
  const changed = () => setVersion((v) => v + 1);
  useLive('authority', (now) => {
    authority.set(now);
    changed();
  });
  return (
    <Page
      title={t.pages.certificates}
      actions={
        <>
          {may('OPERATOR') && (
            <button type="button" class="button" onClick={() => setIssuing(true)}>
              <Icon name="plus" size={18} />
              {t.certificates.issue}
            </button>
          )}
          {may('ADMIN') && (
            <button type="button" class="button primary" onClick={() => setRenewing(true)}>
              {t.certificates.renew}
            </button>
          )}
        </>
      }
    >
      <div class="stack">
        <Loaded from={authority}>{(status) => <Status of={status} onChanged={() => void authority.reload()} />}</Loaded>
        <CertificateList version={version} />
      </div>
      {renewing && (
        <RenewAuthority authority={authority.data} onRenewed={authority.set} onClose={() => setRenewing(false)} />
      )}
      {issuing && <IssueCertificate onIssued={changed} onClose={() => setIssuing(false)} />}
    </Page>
  );
}

const tones: Partial<Record<Authority['state'], Tone>> = { VALID: 'ok', EXPIRING: 'warn', MISSING: 'warn' };

function Status({ of: status, onChanged }: { of: Authority; onChanged: () => void }) {
  const refused = Object.entries(status.refused).filter(([, times]) => (times ?? 0) > 0);
  return (
    <div class="grid">
      <Card
        title={t.certificates.authority}
        class="two-thirds"
        actions={<Badge tone={tones[status.state] ?? 'bad'}>{t.authorityStates[status.state]}</Badge>}
      >
        <div class="stack">
          <p>{t.authorityWords[status.state]}</p>
          {status.problem && <Notice tone={tones[status.state] ?? 'bad'}>{status.problem}</Notice>}
          {status.generations.length === 0 ? (
            <Empty icon="certificates">{t.certificates.noGeneration}</Empty>
          ) : (
            status.generations.map((each) => <Generation key={each.number} of={each} />)
          )}
          {may('ADMIN') && <OfYourCompany authority={status} onChanged={onChanged} />}
        </div>
      </Card>
      <div class="third stack top">
        <Card title={t.certificates.figures}>
          <Facts
            of={[
              [t.certificates.active, count(status.active)],
              [t.certificates.issued, count(status.issued)],
              [t.certificates.revoked, count(status.revoked)],
              [t.certificates.blocked, count(status.blocked)],
              [t.certificates.renewal, status.renewal ? date(status.renewal) : t.certificates.notByItself],
              ...refused.map(([rule, times]): [string, string] => [
                t.certificates.refused(words(rule)),
                count(times ?? 0),
              ]),
            ]}
          />
        </Card>
        <Card title={t.certificates.files}>
          <ul class="stack tight files">
            {FILES.map((name) => (
              <li key={name} class="row">
                <a class="button small" href={link(`/authority/files/${name}`)} download={name}>
                  <Icon name="download" size={16} />
                  {name}
                </a>
                <span class="muted small">{t.certificates.fileWords[name]}</span>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </div>
  );
}

/** What an authority of one's own can do for this one. */
function OfYourCompany({ authority, onChanged }: { authority: Authority; onChanged: () => void }) {
  const [open, setOpen] = useState<'import' | 'crossCertify'>();
  const active = authority.generations.find((each) => each.phase === 'ACTIVE');
  const close = () => setOpen(undefined);
  return (
    <div class="row">
      {active && (
        <button type="button" class="button small" onClick={() => setOpen('crossCertify')}>
          {t.crossCertify.title}
        </button>
      )}
      <button type="button" class="button small" onClick={() => setOpen('import')}>
        {t.import.title}
      </button>
      {open === 'import' && <ImportAuthority authority={authority} onImported={onChanged} onClose={close} />}
      {open === 'crossCertify' && active && (
        <CrossCertify generation={active.number} onCertified={onChanged} onClose={close} />
      )}
    </div>
  );
}

const phaseTones = { PREPARED: 'neutral', ACTIVE: 'ok', SUPERSEDED: 'neutral', RETIRED: 'neutral' } as const;

function Generation({ of: g }: { of: Schema['Generation'] }) {
  const days = daysUntil(g.notAfter, Date.now());
  return (
    <section class="stack tight" aria-label={t.certificates.generation(g.number)}>
      <div class="row">
        <h3>{t.certificates.generation(g.number)}</h3>
        <Badge tone={phaseTones[g.phase]}>{t.phases[g.phase]}</Badge>
        <span class="muted small">{t.phaseWords[g.phase]}</span>
      </div>
      <Facts
        of={[
          [t.certificates.subject, `${g.subject}${g.imported ? ` (${t.certificates.imported})` : ''}`],
          [t.certificates.validity, t.certificates.fromTo(date(g.notBefore), date(g.notAfter), days)],
          [t.certificates.signed, count(g.active)],
          [
            t.certificates.list,
            g.crlNumber > 0 && g.crlExpires ? t.certificates.crl(g.crlNumber, date(g.crlExpires)) : '',
          ],
          [t.certificates.fingerprint, fingerprint(g.fingerprint)],
        ]}
      />
    </section>
  );
}
