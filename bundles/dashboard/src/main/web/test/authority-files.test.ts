import { expect, test } from 'vitest';
import { holdsKey, readAuthorityFile, readPem } from '../src/authority-files';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const KEY = '-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\n';
const file = (content: BlobPart, name = 'devices.pem') => new File([content], name);

test('PEM is told by what is in it, whatever stands before it', async () => {
  expect(await readAuthorityFile(file(`subject=CN = Devices\n${PEM}`, 'devices.bin'))).toEqual({
    pem: `subject=CN = Devices\n${PEM}`,
  });
});

test('anything else is taken for PKCS#12, each of its bytes kept', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(await readAuthorityFile(file(bytes))).toEqual({ pkcs12: Buffer.from(bytes).toString('base64') });
});

test('what the API would not take is refused, by its name', async () => {
  await expect(readAuthorityFile(file('', 'empty.pem'))).rejects.toThrow('empty.pem');
  await expect(readAuthorityFile(file(new Uint8Array(49_153), 'film.p12'))).rejects.toThrow('film.p12');
});

test('a key that is no PEM is refused', async () => {
  expect(await readPem(file(KEY))).toBe(KEY);
  await expect(readPem(file(new Uint8Array([48, 130]), 'devices.der'))).rejects.toThrow('devices.der');
});

test('keys of any kind are found', () => {
  expect(holdsKey(PEM)).toBe(false);
  expect(holdsKey(PEM + KEY)).toBe(true);
  expect(holdsKey('-----BEGIN PRIVATE KEY-----')).toBe(true);
  expect(holdsKey('-----BEGIN ENCRYPTED PRIVATE KEY-----')).toBe(true);
});
