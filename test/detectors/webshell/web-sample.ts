import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWebContent, type WebContent } from '../../../src/formats/views/web-content.js';
import { readSample } from '../../../src/signatures/samples/sample-file.js';

const folder = fileURLToPath(new URL('../../../samples/signatures/detectors/', import.meta.url));

/** Reads the samples of one detector as web content, `hit/<file>` and `miss/<file>`. */
export function webSample(id: string): (file: string) => WebContent {
  return (file) => {
    const { name, bytes } = readSample(path.join(folder, id, file));
    return createWebContent(bytes, { extension: path.extname(name).slice(1) });
  };
}
