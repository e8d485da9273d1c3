import { compareText } from '../../platform/order.js';
import type { LintReport } from '../../signatures/lint/lint-signatures.js';
import {
  bindMapping,
  cellRecord,
  factsOf,
  iisMapping,
  requiredLiterals,
  whyNotApplicable,
} from '../../signatures/sigma/index.js';
import { NO_EXTERNALS } from '../../signatures/yara/binding.js';
import { chooseBinding } from '../../signatures/yara/choose-binding.js';
import { onlyRule } from '../../signatures/yara/only-rule.js';
import { compile } from '../why/why-yara.js';

/** What a rule costs. */
export interface RuleCost {
  readonly rule: string;
  readonly path: string;
  readonly language: 'yara' | 'sigma';
  /** Of a Sigma rule: one of these must be in a line; null: it is asked of every line, or not of web logs. */
  readonly literals: readonly string[] | null;
  /** Share of lines that it is asked of, 0 to 1; null for YARA and for rules of other logs. */
  readonly asked: number | null;
  /** Microseconds for one record that it is asked of, or for one MB of a page. */
  readonly microseconds: number;
  /** Microseconds for a thousand lines, or for one MB: what rules are compared by. */
  readonly price: number;
}

const COLUMNS =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken';
const LINES = [
  '2026-01-01 10:00:00 192.0.2.10 POST /Microsoft-Server-ActiveSync/default.eas Cmd=Sync&User=jdoe&DeviceId=AB12&DeviceType=iPhone 443 CORP\\jdoe 198.51.100.7 Apple-iPhone14C5/2004.52 - 200 0 0 31',
  '2026-01-01 10:00:01 192.0.2.10 GET /owa/auth/logon.aspx url=https%3a%2f%2fmail.example%2fowa&reason=0 443 - 198.51.100.8 Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36 https://mail.example/owa 200 0 0 15',
  '2026-01-01 10:00:02 192.0.2.10 GET /shop/products/list.aspx page=2&sort=name 443 - 198.51.100.9 Mozilla/5.0+(X11;+Linux+x86_64) https://shop.example/ 304 0 0 4',
];
const RECORDS = 600;
const PAGE_BYTES = 1 << 20;
const PAGE =
  '<%@ Page Language="C#" %><div class="row"><asp:Label runat="server" id="x" /><% foreach (var item in Model.Items) { Response.Write(Request["q"]); } %></div>\n';

/** Measures every rule by itself, on made-up lines and a made-up page. The figures compare rules with each other on one machine. */
export async function costOfRules({ sources, sigma }: Pick<LintReport, 'sources' | 'sigma'>): Promise<RuleCost[]> {
  const { program } = sigma;
  const bound = bindMapping(iisMapping, COLUMNS.split(' '));
  const rows = LINES.map((line) => line.split(' '));
  const ofSigma = program.rules.map((rule): RuleCost => {
    const began = performance.now();
    for (let at = 0; at < RECORDS; at++) {
      rule.matches(factsOf(cellRecord(bound, rows[at % rows.length] ?? []), program.predicates));
    }
    const microseconds = ((performance.now() - began) * 1000) / RECORDS;
    const needed = requiredLiterals(rule, program.predicates, iisMapping);
    const applies = whyNotApplicable(rule.rule.logSource, iisMapping.logSource) === null;
    const asked = !applies ? null : needed.always ? 1 : Math.min(1, needed.weight);
    const literals = applies && !needed.always ? needed.literals : null;
    const { title, path } = rule.rule;
    return {
      rule: title,
      path,
      language: 'sigma',
      literals,
      asked,
      microseconds,
      price: microseconds * 1000 * (asked ?? 1),
    };
  });
  const all = [...ofSigma, ...(await costOfYara(sources))];
  return all.sort((a, b) => b.price - a.price || compareText(a.path, b.path));
}

async function costOfYara(sources: LintReport['sources']): Promise<RuleCost[]> {
  if (sources.length === 0) return [];
  const binding = await chooseBinding('auto');
  const page = Buffer.from(PAGE.repeat(Math.ceil(PAGE_BYTES / PAGE.length)).slice(0, PAGE_BYTES));
  const time = (text: string): number | null => {
    try {
      const rules = compile(binding, text);
      const began = performance.now();
      rules.scan(page, { ...NO_EXTERNALS, extension: '.aspx' });
      return (performance.now() - began) * 1000;
    } catch {
      return null;
    }
  };
  const idle = time('rule nothing { condition: false }') ?? 0;
  return sources.flatMap((source) =>
    [...source.ids].flatMap(([name, id]): RuleCost[] => {
      const taken = time(onlyRule(source.text, name));
      if (taken === null) return [];
      const microseconds = Math.max(0, taken - idle);
      return [
        {
          rule: id,
          path: source.path,
          language: 'yara',
          literals: null,
          asked: null,
          microseconds,
          price: microseconds,
        },
      ];
    }),
  );
}
