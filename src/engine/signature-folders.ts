import { fileURLToPath } from 'node:url';

/** The signatures that ship with the tool, by language. */
export const SHIPPED_SIGNATURES = {
  yara: fileURLToPath(new URL('../../signatures/yara', import.meta.url)),
  sigma: fileURLToPath(new URL('../../signatures/sigma', import.meta.url)),
} as const;

/** The shipped signatures of a language, and the user's, which may hold both languages side by side. */
export function signatureFolders(language: keyof typeof SHIPPED_SIGNATURES, own: readonly string[]): readonly string[] {
  return [SHIPPED_SIGNATURES[language], ...own];
}

/** The samples of the detectors, which lie in a checkout and are not part of a package. */
export const DETECTOR_SAMPLES = fileURLToPath(new URL('../../samples/signatures/detectors', import.meta.url));
