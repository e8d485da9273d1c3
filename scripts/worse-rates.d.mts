export interface RuleHits {
  readonly malicious: number;
  readonly benign: number;
  readonly benignLoud: number;
}

export interface Measured {
  readonly rules: Readonly<Record<string, RuleHits>>;
  readonly overall: { readonly malicious: number; readonly benign: number };
}

export function worse(stored: Measured, now: Measured): string[];
