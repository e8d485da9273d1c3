/** What a test says of a server; the rest is as on one that is well. */
export interface ReportSketch {
  readonly server?: string;
  readonly build?: string;
  readonly updates?: readonly (readonly [name: string, installed: string])[];
  readonly mitigations?: readonly string[];
  readonly isMitigating?: boolean;
  readonly modules?: readonly ModuleSketch[];
  /** Content of applicationHost.config. */
  readonly applicationHost?: string;
  /** Content of a web.config by where it lies. */
  readonly webConfigs?: Readonly<Record<string, string>>;
}

export interface ModuleSketch {
  readonly name: string;
  readonly path: string;
  readonly signer?: string | null;
  readonly status?: number;
  readonly isMissing?: boolean;
}

export const MICROSOFT = 'CN=Microsoft Windows, O=Microsoft Corporation, L=Redmond, S=Washington, C=US';

/** An export of HealthChecker as `Export-Clixml` writes it. */
export function healthReportOf(sketch: ReportSketch): string {
  const { server = 'EX01', build = '15.02.1118.020', updates = [], mitigations = [], modules = [] } = sketch;
  const { isMitigating = true, applicationHost, webConfigs = {} } = sketch;
  const sites = Object.entries(webConfigs).map(([path, text]) =>
    object('', object('ConfigurationFileInfo', textOf('Location', path) + textOf('Content', text))),
  );
  const settings = [
    ...(applicationHost === undefined ? [] : [textOf('ApplicationHostConfig', applicationHost)]),
    object('IISModulesInformation', list('ModuleList', modules.map(moduleObject))),
    list('IISWebApplication', sites),
  ].join('');
  const updateObjects = updates.map(([name, installed]) =>
    object('', textOf('PackageName', name) + textOf('InstalledDate', installed)),
  );
  const information = [
    object(
      'GetExchangeServer',
      `<B N="MitigationsEnabled">${isMitigating}</B>${list(
        'MitigationsApplied',
        mitigations.map((name) => `<S>${name}</S>`),
      )}`,
    ),
    object(
      'BuildInformation',
      [
        textOf('ServerRole', 'Mailbox'),
        object('ExchangeSetup', `<ToString>File: ExSetup.exe</ToString>${textOf('FileVersion', build)}`),
        list('KBsInstalledInfo', updateObjects),
      ].join(''),
    ),
    object('IISSettings', settings),
  ].join('');
  const report = [
    '<DT N="GenerationTime">2022-11-10T08:15:30.1234567+01:00</DT>',
    textOf('HealthCheckerVersion', '22.10.10.1234'),
    textOf('ServerName', server),
    object('ExchangeInformation', information),
  ].join('');
  return `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\r\n${object('', object('HealthCheckerExchangeServer', report))}</Objs>`;
}

function moduleObject({ name, path, signer = MICROSOFT, status = 0, isMissing = false }: ModuleSketch): string {
  const state = `<Obj N="SignatureStatus" RefId="9"><TN RefId="9"><T>System.Enum</T></TN><ToString>${status}</ToString><I32>${status}</I32></Obj>`;
  const details = signer === null ? '<I32 N="SignatureStatus">-1</I32>' : textOf('Signer', signer) + state;
  return object(
    '',
    `${textOf('Name', name)}${textOf('Path', path)}<B N="Signed">${signer !== null}</B>${object('SignatureDetails', details)}<B N="PathNotFound">${isMissing}</B>`,
  );
}

function object(name: string, content: string): string {
  return `<Obj${name && ` N="${name}"`} RefId="0">\r\n<TN RefId="0"><T>System.Object</T></TN>\r\n<MS>${content}</MS></Obj>`;
}

function list(name: string, items: readonly string[]): string {
  return `<Obj N="${name}" RefId="0"><TN RefId="1"><T>System.Object[]</T></TN><LST>${items.join('\r\n')}</LST></Obj>`;
}

function textOf(name: string, text: string): string {
  const written = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\r\n]/g, (one) => (one === '\r' ? '_x000D_' : '_x000A_'));
  return `<S N="${name}">${written}</S>`;
}
