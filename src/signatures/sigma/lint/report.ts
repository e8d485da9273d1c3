import type { SourcePosition } from '../../../model/position.js';
import type { SignatureLint, TextFix } from '../../signature-lint.js';
import type { SigmaDocument } from '../ast.js';

export type Report = (
  document: SigmaDocument,
  lint: Pick<SignatureLint, 'severity' | 'code' | 'message'> & {
    position?: SourcePosition;
    hint?: string;
    fix?: TextFix;
  },
) => void;
