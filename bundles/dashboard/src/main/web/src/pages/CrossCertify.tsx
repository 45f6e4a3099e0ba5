import { useState } from 'preact/hooks';
import { post, type Schema } from '../api';
import { readPem } from '../authority-files';
import { strings as t } from '../strings';
import { CopyButton } from '../ui/CopyButton';
import { FileField } from '../ui/FileField';
import { FormDialog } from '../ui/FormDialog';
import { Icon } from '../ui/icons';
import { Loaded } from '../ui/Loaded';
import { useResource } from '../useResource';
import { Imported } from './Imported';

interface Props {
  /** The generation that signs. */
  generation: number;
  onCertified: () => void;
  onClose: () => void;
}

/** Lets another authority vouch for ours: gives the request for it, and takes what was made of that. */
export function CrossCertify({ generation, onCertified, onClose }: Props) {
  const request = useResource<Schema['SigningRequest']>('/authority/cross-certification');
  const [pem, setPem] = useState<string>();
  const [certified, setCertified] = useState<Schema['Imported']>();
  const send = async () => {
    if (!pem) {
      throw new Error(t.authorityFile.choose);
    }
    setCertified(await post<Schema['Imported']>('/authority/cross-certification', { pem }));
    onCertified();
  };
  return (
    <FormDialog
      title={t.crossCertify.title}
      kind="wide"
      action={t.crossCertify.action}
      onSend={send}
      onClose={onClose}
      done={certified && <Imported of={certified} />}
    >
      <ul class="bullets">
        {t.crossCertify.consequences(generation).map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <h3>{t.crossCertify.request}</h3>
      <p class="muted">{t.crossCertify.requestHint}</p>
      <Loaded from={request}>{(answer) => <Request pem={answer.pem} />}</Loaded>
      <h3>{t.crossCertify.answer}</h3>
      <FileField
        label={t.crossCertify.file}
        hint={t.crossCertify.fileHint}
        accept=".pem,.crt,.cer"
        read={readPem}
        onRead={setPem}
      />
    </FormDialog>
  );
}

function Request({ pem }: { pem: string }) {
  return (
    <>
      <pre class="code">{pem}</pre>
      <div class="row">
        <a class="button small" href={`data:application/pkcs10,${encodeURIComponent(pem)}`} download="ca.csr">
          <Icon name="download" size={16} />
          ca.csr
        </a>
        <CopyButton text={pem} />
      </div>
    </>
  );
}
