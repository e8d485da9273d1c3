import { describe, expect, it } from 'vitest';
import type { UrlMap } from '../../src/model/server.js';
import { defaultUrlMap, withPast } from '../../src/server/url-map.js';
import { APPLICATION_HOST, serverWith, sites } from './configuration/server-fixture.js';

const exchange = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15';
const front = `${exchange}\\FrontEnd\\HttpProxy`;
const back = `${exchange}\\ClientAccess`;

describe('the URL map of a configuration', () => {
  const { urlMap } = serverWith({
    [APPLICATION_HOST]: sites(
      '<application path="/owa/auth/a1"><virtualDirectory path="/" physicalPath="C:\\ProgramData\\COM1" /><virtualDirectory path="/deep" physicalPath="D:\\deep" /></application>',
    ),
  });

  it.each<[string, string | undefined, string[]]>([
    ['/', '1', ['C:\\inetpub\\wwwroot']],
    ['/aspnet_client/x.aspx', '1', ['C:\\inetpub\\wwwroot\\aspnet_client\\x.aspx']],
    ['/owa/auth/x.aspx', '1', [`${front}\\owa\\auth\\x.aspx`]],
    ['/owa/auth/x.aspx', 'W3SVC2', [`${back}\\owa\\auth\\x.aspx`]],
    ['/owa/auth/x.aspx', 'port-444', [`${back}\\owa\\auth\\x.aspx`]],
    ['/owa/auth/x.aspx', undefined, [`${front}\\owa\\auth\\x.aspx`, `${back}\\owa\\auth\\x.aspx`]],
    ['/OWA/Auth/a1/Y.ashx', '1', ['C:\\ProgramData\\COM1\\Y.ashx']],
    ['/owa/auth/a1/deep/y.ashx', '1', ['D:\\deep\\y.ashx']],
    ['/owa/auth/a12/y.ashx', '1', [`${front}\\owa\\auth\\a12\\y.ashx`]],
    ['/x.aspx/some/rest', '1', ['C:\\inetpub\\wwwroot\\x.aspx\\some\\rest', 'C:\\inetpub\\wwwroot\\x.aspx']],
    ['/a%20b.aspx', '1', ['C:\\inetpub\\wwwroot\\a b.aspx']],
    ['//a+b.aspx', '1', ['C:\\inetpub\\wwwroot\\a+b.aspx', 'C:\\inetpub\\wwwroot\\a b.aspx']],
    ['/owa/(S(x))/auth/%78.aspx.', '1', [`${front}\\owa\\auth\\x.aspx`]],
    ['/%zz.aspx', '1', ['C:\\inetpub\\wwwroot\\%zz.aspx']],
    ['/x.aspx', '9', []],
  ])('finds the file behind %s on site %s', (stem, site, expected) =>
    expect(urlMap.filesOf(stem, site)).toEqual(expected),
  );

  it.each<[string, string[]]>([
    [`${front}\\owa\\auth\\x.aspx`, ['/owa/auth/x.aspx']],
    ['c:\\programdata\\com1\\Y.ashx', ['/owa/auth/a1/Y.ashx']],
    ['C:\\inetpub\\wwwroot\\owa\\hidden.aspx', []],
    ['C:\\Windows\\x.aspx', []],
    ['C:\\inetpub\\wwwroot2\\x.aspx', []],
  ])('finds the URLs that reach %s', (path, expected) => expect(urlMap.urlsOf(path)).toEqual(expected));
});

describe('the URL map of a configuration with more than any server has', () => {
  const many = (one: (at: number) => string): string => Array.from({ length: 12_000 }, (_, at) => one(at)).join('');

  const directory = (path: string, folder: string) => `<virtualDirectory path="${path}" physicalPath="${folder}" />`;
  const application = (path: string, folder: string) =>
    `<application path="${path}">${directory('/', folder)}</application>`;

  it.each([
    [
      'virtual directories',
      `<application path="/a">${many((at) => directory(`/v${at}`, 'C:\\v'))}${directory('/last', 'D:\\last')}</application>`,
      '/a/last/x.aspx',
      '1',
    ],
    [
      'applications',
      `${many((at) => application(`/v${at}`, 'C:\\v'))}${application('/last', 'D:\\last')}`,
      '/last/x.aspx',
      '1',
    ],
    [
      'sites',
      `</site>${many((at) => `<site name="s${at}" id="${at + 10}" />`)}<site name="last" id="9">${application('/', 'D:\\last')}`,
      '/x.aspx',
      '9',
    ],
  ])('has the last of its %s', (_, more, stem, site) => {
    const { urlMap } = serverWith({ [APPLICATION_HOST]: sites(more) });
    expect(urlMap.filesOf(stem, site)).toEqual(['D:\\last\\x.aspx']);
    expect(urlMap.urlsOf('D:\\last\\x.aspx')).toEqual([stem]);
  });
});

describe('the default URL map', () => {
  it('knows what setup makes', () => {
    const map = defaultUrlMap();
    expect(map.source).toBe('defaults');
    expect(map.filesOf('/ecp/auth/x.aspx', '1')).toEqual([
      'C:\\program files\\microsoft\\exchange server\\v15\\frontend\\httpproxy\\ecp\\auth\\x.aspx'.replace(
        'C:\\program files\\microsoft\\exchange server\\v15',
        exchange,
      ),
    ]);
    expect(map.filesOf('/rpc/rpcproxy.dll', '2')).toEqual(['C:\\Windows\\system32\\rpcproxy\\rpcproxy.dll']);
    expect(map.urlsOf(`${back}\\owa\\auth\\x.aspx`)).toContain('/owa/auth/x.aspx');
  });
});

describe('a URL map with the past', () => {
  const map = (folder: string): UrlMap => ({
    filesOf: (stem) => [`${folder}${stem.replaceAll('/', '\\')}`],
    urlsOf: (path) => (path.startsWith(folder) ? [path.slice(folder.length).replaceAll('\\', '/')] : []),
    source: 'configuration',
  });

  it('finds the file of today first, then that of then', () => {
    const at = (folder: string) => ({ map: map(folder), since: null });
    const both = withPast(at('D:\\now'), [at('D:\\then'), at('d:\\NOW')]);
    expect(both.filesOf('/x.aspx')).toEqual(['D:\\now\\x.aspx', 'D:\\then\\x.aspx']);
    expect(both.urlsOf('D:\\then\\y.aspx')).toEqual(['/y.aspx']);
  });

  it('is the map of today where nothing earlier is known', () => {
    const today = map('D:\\now');
    expect(withPast({ map: today, since: null }, [])).toBe(today);
  });

  it.each([
    ['before the first that is known', '2022-01-01', '2022-01-02', ['first']],
    ['in one of them', '2022-03-10', '2022-03-11', ['second']],
    ['over a change', '2022-03-10', '2022-05-02', ['second', 'now']],
    [
      'minutes after a change, which IIS notices late',
      '2022-04-01T00:05:00Z',
      '2022-04-01T00:06:00Z',
      ['second', 'now'],
    ],
    ['today', '2022-06-01', '2022-06-02', ['now']],
  ])('finds the file of the moment: %s', (_, first, last, folders) => {
    const dated = withPast({ map: map('now'), since: '2022-04-01T00:00:00Z' }, [
      { map: map('second'), since: '2022-03-01T00:00:00Z' },
      { map: map('first'), since: '2022-02-01T00:00:00Z' },
    ]);
    expect([...dated.filesOf('/x.aspx', '1', { first, last })].sort()).toEqual(
      folders.map((folder) => `${folder}\\x.aspx`).sort(),
    );
    expect(dated.filesOf('/x.aspx')).toHaveLength(3);
  });

  it('takes a configuration of which the time is not known for every moment', () => {
    const dated = withPast({ map: map('now'), since: '2022-04-01T00:00:00Z' }, [{ map: map('undated'), since: null }]);
    expect(dated.filesOf('/x.aspx', '1', { first: '2022-05-01', last: '2022-05-01' })).toEqual([
      'now\\x.aspx',
      'undated\\x.aspx',
    ]);
  });
});
