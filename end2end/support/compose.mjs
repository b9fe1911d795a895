// Writes tiny composes in productmd's layout: one small file, its metadata, STATUS.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function put(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function metadata(type, payload) {
  return `${JSON.stringify({ header: { type, version: '1.2' }, payload }, null, 2)}\n`;
}

/**
 * A finished compose with one qcow2 of Fedora Cloud Base: an update whose plan is pages only.
 * @param {string} folder an existing folder
 * @param {{release: string, date: string}} options the date as in `20260203`
 * @returns {{location: string, id: string, version: string}}
 */
export function writeCompose(folder, { release, date }) {
  const id = `Fedora-Cloud-${release}-${date}.0`;
  const compose = { date, id, respin: 0, type: 'production', label: `Update-${release}.1`, final: true };
  const path = `Cloud/x86_64/images/Fedora-Cloud-Base-Generic-${release}-${date}.0.x86_64.qcow2`;
  const bytes = Buffer.from(`not a disk, but the file that the compose ${id} lists\n`);
  const image = {
    arch: 'x86_64', bootable: false, disc_count: 1, disc_number: 1, format: 'qcow2', implant_md5: null, mtime: 1_760_000_000,
    path, size: bytes.length, subvariant: 'Cloud_Base', type: 'qcow2', volume_id: null,
    checksums: { sha256: createHash('sha256').update(bytes).digest('hex') },
  };
  const variant = { arches: ['x86_64'], id: 'Cloud', name: 'Cloud', paths: { images: { x86_64: 'Cloud/x86_64/images' } }, type: 'variant', uid: 'Cloud' };
  const about = { internal: false, name: 'Fedora', short: 'Fedora-Cloud', type: 'ga', version: release };
  const root = join(folder, id);
  put(join(root, 'compose', path), bytes);
  put(join(root, 'compose/metadata/images.json'), metadata('productmd.images', { compose, images: { Cloud: { x86_64: [image] } } }));
  put(join(root, 'compose/metadata/composeinfo.json'), metadata('productmd.composeinfo', { compose, release: about, variants: { Cloud: variant } }));
  put(join(root, 'STATUS'), 'FINISHED\n');
  return { location: root, id, version: `${date}.0` };
}
