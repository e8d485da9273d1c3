/** A file that a new signature begins with. */
export interface NewFile {
  /** Below the folder that it is made in, `/` between components. */
  readonly path: string;
  readonly text: string;
}

export const NEW_KINDS = ['yara', 'sigma', 'correlation'] as const;
export type NewKind = (typeof NEW_KINDS)[number];

export interface NewSignature {
  readonly id: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** One for each document that needs it, fresh. */
  readonly uuids: readonly [string, string];
  /** Folders of rules and of samples, below the folder: those of this project, or those of a pack. */
  readonly rules: string;
  readonly samples: string;
}

/** The form that an id of each kind must have, and how to say so. */
export const ID_FORMS: Readonly<Record<NewKind, { readonly form: RegExp; readonly such: string }>> = {
  yara: { form: /^[a-z0-9-]+\.[a-z0-9-]+$/, such: '<family>.<name>, such as command.build-project' },
  sigma: { form: /^[a-z0-9_]+$/, such: 'lower case with underscores, such as web_iis_odd_request' },
  correlation: { form: /^[a-z0-9_]+$/, such: 'lower case with underscores, such as exchange_logon_then_export' },
};

/**
 * The files of a new signature: its rule, a hit, a miss and a miss that looks alike. The rule compiles and has no lint; its samples are
 * empty, so that the test says what to write to each.
 */
export function newSignature(kind: NewKind, options: NewSignature): readonly NewFile[] {
  if (kind === 'yara') return newYara(options);
  const rule = kind === 'sigma' ? sigmaRule(options) : sigmaCorrelation(options);
  const samples = `${options.samples}/sigma/${options.id}`;
  const header =
    '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n';
  const folder = kind === 'sigma' ? 'iis' : 'correlations';
  return [
    { path: `${options.rules}/sigma/${folder}/${options.id}.yml`, text: rule },
    { path: `${samples}/hit/requests.log`, text: header },
    { path: `${samples}/miss/others.log`, text: header },
    { path: `${samples}/miss/look-alike.log`, text: header },
  ];
}

function newYara({ id, date, rules, samples }: NewSignature): NewFile[] {
  const [family = '', name = ''] = id.split('.');
  const text = `rule ${id.replace(/[.-]/g, '_')} {
  meta:
    id = "${id}"
    title = "Page does something that pages do not do"
    description = "What the page does, how, and why no application does so."
    severity = "medium"
    confidence = "moderate"
    outcome = "compromise"
    attack = "T1505.003"
    reference = "https://attack.mitre.org/techniques/T1505/003/"
    false_positives = "What real servers have that looks alike."
    next_steps = "Find the requests to this page in the logs."
    date = "${date}"
    version = "1.0"
  strings:
    $server = /<\\s?%\\s{0,8}@|<script\\b[^>]{0,200}\\brunat\\b/ nocase
    $action = "TheCallThatMatters("
    $request = /\\bRequest\\s{0,8}[.(\\[]/
  condition:
    $server and $action and $request
}
`;
  const folder = `${samples}/yara/${id}`;
  return [
    { path: `${rules}/yara/${family}/${name}.yar`, text },
    { path: `${folder}/hit/page.aspx`, text: '' },
    { path: `${folder}/miss/page.aspx`, text: '' },
    { path: `${folder}/miss/look-alike.aspx`, text: '' },
  ];
}

function sigmaRule({ date, uuids: [uuid] }: NewSignature): string {
  return `title: Request that does something odd
id: ${uuid}
status: experimental
description: What the request does, and why nobody else sends it.
references:
  - https://attack.mitre.org/techniques/T1190/
date: ${date}
tags:
  - attack.initial-access
  - attack.t1190
logsource:
  category: webserver
detection:
  selection:
    cs-method: POST
    cs-uri-stem|endswith: /the-page-that-matters.aspx
  condition: selection
falsepositives:
  - What real servers have that looks alike
level: medium
`;
}

function sigmaCorrelation({ id, date, uuids: [first, second] }: NewSignature): string {
  return `title: Request that counts
id: ${first}
name: ${id}_request
status: experimental
description: One request that is normal by itself. Part of a correlation.
references:
  - https://attack.mitre.org/techniques/T1190/
date: ${date}
tags:
  - attack.initial-access
  - attack.t1190
logsource:
  category: webserver
detection:
  selection:
    cs-method: POST
    cs-uri-stem|endswith: /the-page-that-matters.aspx
  condition: selection
falsepositives:
  - Any user of the page
level: informational
---
title: Many odd requests of one client
id: ${second}
name: ${id}
status: experimental
description: What so many of them in so short a time mean.
references:
  - https://attack.mitre.org/techniques/T1190/
date: ${date}
tags:
  - attack.initial-access
  - attack.t1190
correlation:
  type: event_count
  rules:
    - ${id}_request
  group-by:
    - c-ip
  timespan: 10m
  condition:
    gte: 20
falsepositives:
  - What real servers have that looks alike
level: medium
`;
}
